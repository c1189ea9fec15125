import type { AsyncResource } from 'node:async_hooks';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { bitOf, SIGINT_BIT, type SignalName, type SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import type { OpenScope } from '../process/open-scope.ts';
import { watchSigint } from '../process/sigint.ts';
import { claim, system } from '../process/system.ts';
import { isCausedBy } from '../process/words.ts';
import type { Hearer, World } from '../process/world.ts';
import type { Audience } from './audience.ts';
import { repeated, requested, type Described } from './diagnostics.ts';
import type { FirstSignal } from './first-signal.ts';
import type { Settings } from './settings.ts';

export interface Interrupted extends OpenScope, Described {
  readonly world: World;
  readonly settings: Settings;
  readonly signals: SignalSet;
  /** The async context of the `captureSignals` call. */
  readonly context: AsyncResource;
  readonly isClosed: boolean;
  readonly isCancelled: boolean;
  readonly first: FirstSignal;
  cancel(reason: unknown, audience?: Audience): void;
  /** Notes an error without cancelling. */
  addFailure(error: unknown): void;
  fail(error: unknown): void;
  hasCaused(error: unknown): boolean;
  /**
   * The scope was interrupted, and nobody has been told yet. Returns who hears it by `signal`. `isSeen`: `onSignal` has seen it. `isLate`: closing
   * had begun. `isToDrain`: whoever hears it by `signal` is not told now.
   */
  noteInterrupt(request: Request, isSeen: boolean, isLate: boolean, isToDrain: boolean): Audience;
}

/**
 * The reason with which the scope will be cancelled, whoever else cancels first: a request that has not cancelled the scope yet, or the error of
 * `onSignal`.
 */
interface Due {
  readonly reason: unknown;
  /** Who hears it by `signal`. Finding that out is the dearest part of an abort: within the call of the request it is already known. */
  audience?: Audience | undefined;
  stopDrain?: (() => void) | undefined;
}

/**
 * How a scope hears signals. The first request interrupts it, unless `onSignal` prevents that. `interrupted` is set at once; the scope is cancelled
 * at once or after a drain. Whatever comes later is a repeat.
 */
export class Interruption implements Hearer {
  readonly scope: Interrupted;
  hears: SignalSet = 0;
  listens: SignalSet = 0;
  joined: readonly Request[] | undefined;
  /** The request that interrupted it. */
  #first: Request | undefined;
  /** The request whose window it waits for: the first one. If `abort` passed that one on, the first signal after it. */
  #windowed: Request | undefined;
  #count = 0;
  #stopWatchingSigint: (() => void) | undefined;
  #due: Due | undefined;

  constructor(scope: Interrupted) {
    this.scope = scope;
  }

  open(): void {
    const { world, signals, settings } = this.scope;
    world.opens(this, signals);
    if (settings.watchdog && world === system && (signals & SIGINT_BIT) !== 0) this.#stopWatchingSigint = watchSigint();
  }

  /** From now on its scope hears nothing. To be called in the check phase. */
  close(then: () => void): void {
    this.#stopWatchingSigint?.();
    this.scope.world.closes(this, then);
  }

  /** Its scope has closed. */
  end(): void {
    for (const request of new Set([this.#first, this.#windowed])) if (request) this.scope.world.journal.releases(request);
  }

  get error(): InterruptError | undefined {
    return this.#first?.error;
  }

  /** Whether an error comes from the end of its scope, which was cancelled with this reason; without one, whether it comes from the interrupt. */
  isCauseOf(error: unknown, reason: unknown = this.error, takesAborts = true): boolean {
    return isCausedBy(error, { reason, request: this.#first }, takesAborts);
  }

  // As one who hears signals

  get isWatch(): boolean {
    return false;
  }

  get isExclusive(): boolean {
    return this.scope.settings.exclusive;
  }

  get isReady(): boolean {
    return this.#first === undefined;
  }

  get sigintUntil(): number {
    return this.#windowed ? this.#windowed.at + this.scope.settings.repeatMs : Infinity;
  }

  accept(request: Request): void {
    const { isClosing, isCancelled, settings: { onSignal, repeatMs, drainMs }, signals, world } = this.scope;
    const count = ++this.#count;
    const isPrevented = onSignal !== undefined && this.#isPrevented(onSignal, request.signal, count);
    world.journal.takes(request, repeatMs, signals, isPrevented ? undefined : this);
    requested(this.scope, () => ({ signal: request.signal, count, prevented: isPrevented }));
    if (isPrevented) return;
    this.#windowed = request;
    this.#due ??= { reason: request.error };
    this.#due.audience = this.#interruptBy(request, onSignal !== undefined, isClosing, drainMs > 0 && !isCancelled);
  }

  act(request: Request): void {
    const { settings: { drainMs }, isCancelled, world } = this.scope;
    if (this.#first !== request) return;
    this.scope.first.settle(request.signal);
    const due = this.#due!;
    if (drainMs === 0 || isCancelled || due.reason !== request.error) this.scope.cancel(request.error, due.audience);
    else due.stopDrain = world.ground.after(world.ground.now(), drainMs, true, () => this.scope.cancel(request.error));
  }

  /**
   * A signal that comes when it is already interrupted. After an interrupt from `abort`, the first signal still opens a window, so that the next
   * Ctrl-C kills.
   */
  swallow(request: Request, isRepeat: boolean): void {
    const { world, settings, signals } = this.scope;
    if (this.#first) this.#first.came |= bitOf(request.signal);
    repeated(this.scope, () => ({ signal: request.signal }));
    if (isRepeat || !this.#first || this.#windowed) return;
    world.journal.takes(request, settings.repeatMs, signals, this);
    this.#windowed = request;
    this.#interruptBy(request);
  }

  endWindow(): void {
    this.scope.world.dropsSigint(this);
  }

  // What else it is told

  /** `abort` or a parent passes an interrupt on: a request that opens no window. */
  byAbort(interrupt: InterruptError): void {
    const { world: { ground, journal }, isClosing } = this.scope;
    if (!this.#first) this.#interruptBy(journal.requestOf(interrupt, ground.now()), false, isClosing);
  }

  /** The reason with which the scope is really cancelled when somebody cancels it with this one. */
  dueOr(reason: unknown): unknown {
    return this.#due ? this.#due.reason : reason;
  }

  stopDrain(): void {
    const due = this.#due;
    due?.stopDrain?.();
    if (due) due.stopDrain = undefined;
  }

  #interruptBy(request: Request, isSeen = false, isLate = false, isToDrain = false): Audience | undefined {
    const { world } = this.scope;
    if (request.interrupting === 0) claim(request.error, world);
    world.journal.interrupts(request);
    if (this.#first) return undefined;
    this.#first = request;
    return this.scope.noteInterrupt(request, isSeen, isLate, isToDrain);
  }

  /** If `onSignal` throws or rejects, the scope fails with that error. The signal counts all the same. */
  #isPrevented(onSignal: NonNullable<Settings['onSignal']>, signal: SignalName, count: number): boolean {
    let isPrevented = false;
    const preventDefault = (): void => {
      isPrevented = true;
    };
    try {
      const outcome: unknown = this.scope.context.runInAsyncScope(onSignal, undefined, { signal, count, preventDefault });
      if (typeof (outcome as PromiseLike<unknown> | undefined)?.then === 'function') this.#await(outcome as PromiseLike<unknown>);
    } catch (error) {
      this.scope.addFailure(error);
      this.#due = { reason: error };
      return false;
    }
    return isPrevented;
  }

  /** After closing, an error is one that nobody caught. */
  #await(outcome: PromiseLike<unknown>): void {
    void Promise.resolve(outcome).then(undefined, (error: unknown) => {
      if (this.scope.isClosed) throw error;
      if (!this.scope.hasCaused(error)) this.scope.fail(error);
    });
  }
}
