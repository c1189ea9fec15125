import type { AsyncResource } from 'node:async_hooks';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import type { SignalName, SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import { claim } from '../process/system.ts';
import type { Hearer, World } from '../process/world.ts';
import type { Audience } from './audience.ts';
import { repeated, requested, type Described } from './diagnostics.ts';
import type { Settings } from './settings.ts';

export interface Interrupted extends Hearer, Described {
  readonly world: World;
  readonly settings: Settings;
  readonly signals: SignalSet;
  /** The async context of the `captureSignals` call. */
  readonly context: AsyncResource;
  readonly isClosing: boolean;
  readonly isClosed: boolean;
  readonly isCancelled: boolean;
  cancel(reason: unknown, audience?: Audience): void;
  /** Takes note of an error without cancelling. */
  addFailure(error: unknown): void;
  fail(error: unknown): void;
  hasCaused(error: unknown): boolean;
  settleFirst(signal: SignalName | undefined): void;
  /** It has been interrupted; whoever waits is not told yet. Gives who is to be told by `signal`. `isSeen`: `onSignal` has seen it; `isLate`: closing had begun. */
  noteInterrupt(request: Request, isSeen: boolean, isLate: boolean): Audience;
}

/**
 * How a scope takes requests. The first one interrupts it, unless `onSignal` prevents that: it is told at once, and cancelled then or after
 * a drain. What comes later is a repeat.
 */
export class Interruption {
  readonly #scope: Interrupted;
  /** What has interrupted it. */
  #first: Request | undefined;
  /** Where an abort has handed on the first: the first signal after it. */
  #second: Request | undefined;
  #count = 0;
  #hasWindow = false;
  #audience: Audience | undefined;
  #stopDrain: (() => void) | undefined;
  /** A request was accepted that has not cancelled it yet, or `onSignal` has failed: with this it will be, whoever else may come before. */
  due: { readonly reason: unknown } | undefined;

  constructor(scope: Interrupted) {
    this.#scope = scope;
  }

  get error(): InterruptError | undefined {
    return this.#first?.error;
  }

  get sigintUntil(): number {
    return this.#hasWindow ? (this.#second ?? this.#first)!.at + this.#scope.settings.repeatMs : Infinity;
  }

  accept(request: Request): void {
    const { isClosing, settings: { onSignal, repeatMs }, signals, world } = this.#scope;
    const count = ++this.#count;
    const isPrevented = onSignal !== undefined && this.#isPrevented(onSignal, request.signal, count);
    world.journal.takes(request, repeatMs, signals, isPrevented ? undefined : this.#scope);
    requested(this.#scope, () => ({ signal: request.signal, count, prevented: isPrevented }));
    if (isPrevented) return;
    this.#hasWindow = true;
    this.due ??= { reason: request.error };
    this.#interruptBy(request, onSignal !== undefined, isClosing);
  }

  act(request: Request): void {
    const { settings: { drainMs }, isCancelled, world } = this.#scope;
    if (this.#first !== request) return;
    this.#scope.settleFirst(request.signal);
    // Asking who listens is the dearest part of it: in this very call that is known.
    if (drainMs === 0 || isCancelled || this.due?.reason !== request.error) this.#scope.cancel(request.error, this.#audience);
    else this.#stopDrain = world.ground.after(world.ground.now(), drainMs, true, () => this.#scope.cancel(request.error));
  }

  /** A signal that comes when it is interrupted. The first after an interrupt that an abort has handed on opens a window all the same, so that the next Ctrl-C kills. */
  swallow(request: Request, isRepeat: boolean): void {
    repeated(this.#scope, () => ({ signal: request.signal }));
    if (isRepeat || !this.error || this.#hasWindow || this.#scope.isClosed) return;
    this.#scope.world.journal.takes(request, this.#scope.settings.repeatMs, this.#scope.signals, this.#scope);
    this.#hasWindow = true;
    this.#interruptBy(request);
  }

  /** An abort hands on an interrupt: a request that opens no window. */
  byAbort(interrupt: InterruptError): void {
    const { world: { ground, journal }, isClosing } = this.#scope;
    if (!this.error) this.#interruptBy(journal.requestOf(interrupt, ground.now()), false, isClosing);
  }

  #interruptBy(request: Request, isSeen = false, isLate = false): void {
    const { world } = this.#scope;
    const isFirst = this.#first === undefined;
    if (isFirst) this.#first = request;
    else this.#second = request;
    if (request.interrupting === 0) claim(request.error, world);
    world.journal.interrupts(request);
    if (isFirst) this.#audience = this.#scope.noteInterrupt(request, isSeen, isLate);
  }

  stopDrain(): void {
    this.#stopDrain?.();
    this.#stopDrain = undefined;
  }

  /** The scope has closed. */
  end(): void {
    for (const request of [this.#first, this.#second]) if (request) this.#scope.world.journal.releases(request);
  }

  /** When `onSignal` throws or rejects, the scope fails with that; the signal counts all the same. */
  #isPrevented(onSignal: NonNullable<Settings['onSignal']>, signal: SignalName, count: number): boolean {
    let isPrevented = false;
    const preventDefault = (): void => {
      isPrevented = true;
    };
    try {
      const outcome: unknown = this.#scope.context.runInAsyncScope(onSignal, undefined, { signal, count, preventDefault });
      if (typeof (outcome as PromiseLike<unknown> | undefined)?.then === 'function') this.#await(outcome as PromiseLike<unknown>);
    } catch (error) {
      this.#scope.addFailure(error);
      this.due = { reason: error };
      return false;
    }
    return isPrevented;
  }

  /** An error that comes when the scope has closed is one that nobody caught. */
  #await(outcome: PromiseLike<unknown>): void {
    void Promise.resolve(outcome).then(undefined, (error: unknown) => {
      if (this.#scope.isClosed) throw error;
      if (!this.#scope.isCancelled || !this.#scope.hasCaused(error)) this.#scope.fail(error);
    });
  }
}
