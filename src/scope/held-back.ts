/**
 * Uncaught errors that wait for a scope to close: its own reason, or an abort error made from it, that went uncaught beside the block.
 *
 * Several scopes may end by one reason, and close one after the other. What the block of one has let go waits for the others, as what floats beside
 * their blocks does. The two look alike, so time tells. An error is told again if another scope with the same reason has just closed; or if one has
 * closed, and the block of this one is over, too. Now and then that takes what floats for what was let go. The other side is worse: a program that was
 * interrupted, or has failed, would exit with 0.
 *
 * Tried and rejected: telling again what `run` and `close` have thrown, and no other. A block of `await using` throws what the library never sees.
 */
import { setImmediate } from '../platform/builtins.ts';
import type { Request } from '../interrupts/request.ts';
import { unwatchOutput, watchOutput } from '../process/output.ts';
import { watchUncaughtAnew } from '../process/uncaught.ts';
import type { World } from '../process/world.ts';
import { isBehind } from '../process/words.ts';
import type { Cancellation } from './cancellation.ts';
import type { Interruption } from './interruption.ts';

export interface Ended {
  readonly world: World;
  readonly cancellation: Cancellation;
  readonly interruption: Interruption;
  readonly isClosing: boolean;
}

/** How many scopes have closed, and which of them was the last with a reason. `isFresh`: one has closed since the last turn of the event loop. */
const closed = { count: 0, last: new WeakMap<object, number>(), isFresh: false };

export class HeldBack {
  readonly #scope: Ended;
  /** A request of others that was already over when this scope was first cancelled or about to tell somebody. It cannot be the cause of later aborts. */
  #over: Request | undefined;
  first: { readonly error: unknown } | undefined;
  /** Only the library closes the scope, and tells what it has held back. */
  isForgotten = false;
  #tellAgain: (() => void) | undefined;
  /** How many scopes had closed when this one began to end; `undefined` before. */
  #since: number | undefined;
  #isWatchingOutput = false;

  constructor(scope: Ended) {
    this.#scope = scope;
  }

  /** The scope was given a reason, or somebody is about to learn it. */
  watch(): void {
    if (this.#since !== undefined) return;
    this.#since = closed.count;
    const request = this.#scope.world.journal.mayEndBy();
    if (request?.interrupting === 0) this.#over = request;
    watchUncaughtAnew();
    this.watchOutput();
  }

  /** From now on, failed writes to an output that nobody reads any more are put aside. */
  watchOutput(): void {
    if (!this.#isWatchingOutput) watchOutput();
    this.#isWatchingOutput = true;
  }

  /** The scope has closed. What it throws may go uncaught, and its cleanup may have removed all listeners. */
  end(): void {
    if (this.#since !== undefined) {
      closed.count++;
      const { reason } = this.#scope.cancellation;
      if (typeof reason === 'object' && reason !== null) closed.last.set(reason, closed.count);
      if (!closed.isFresh) setImmediate(() => (closed.isFresh = false));
      closed.isFresh = true;
      watchUncaughtAnew();
    }
    if (this.#isWatchingOutput) unwatchOutput();
    if (this.#tellAgain && !this.isForgotten) setImmediate(this.#tellAgain); // what closing throws comes first
  }

  /** Another scope with the same reason has closed since this one began to end: just now, or the block of this one is over. */
  get #isLeftBehind(): boolean {
    const { isClosing, cancellation: { reason } } = this.#scope;
    return (closed.isFresh || isClosing) && (closed.last.get(reason as object) ?? 0) > this.#since!;
  }

  /** Whether an uncaught error is to be held back by this scope. */
  takes(error: unknown): boolean {
    const { interruption, cancellation: { reason, hasToldSomebody }, world: { journal } } = this.#scope;
    if ((hasToldSomebody || this.#isLeftBehind) && isBehind(error, reason)) return true;
    const other = journal.mayEndBy();
    const isOwnAbort = interruption.error !== undefined || (hasToldSomebody && (other === undefined || other === this.#over)); // otherwise it comes from the interrupt of another scope
    return interruption.isCauseOf(error, undefined, isOwnAbort);
  }

  /** An error that does not show its cause is replaced by the reason of the scope. */
  add(error: unknown, tellAgain: (error: unknown) => void): void {
    const { interruption, cancellation: { reason } } = this.#scope;
    const isOfInterrupt = interruption.error && interruption.isCauseOf(error);
    const shown = isOfInterrupt ? interruption.error : isBehind(error, reason) ? error : reason;
    this.first ??= { error: shown };
    if (this.#isLeftBehind) this.#tellAgain ??= () => tellAgain(shown);
  }
}
