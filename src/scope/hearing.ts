import type { Failure } from '../process/open-scopes.ts';
import { AsyncResource, queueMicrotask } from '../platform/builtins.ts';
import { ownTimers, whenSignalsAreIn } from '../process/in-flight.ts';
import { timers } from '../process/mock.ts';
import { findInterrupt, type InterruptError } from '../interrupts/interrupt-error.ts';
import type { SignalName, SignalSet } from '../interrupts/names.ts';
import { currentRequests, requestOf, type Request, type Windowed } from '../interrupts/request.ts';
import { Subscriber } from '../process/subscribers.ts';
import { forgetSpentRequests } from '../interrupts/unspent.ts';
import { Cancellation, CLOSED, type CancellationOwner } from './cancellation.ts';
import { publish, repeated, requested } from './diagnostics.ts';
import { FirstSignal } from './first-signal.ts';
import { Seen } from './seen.ts';
import type { CaptureOptions, SignalEvent } from './signal-capture.ts';

const REPEAT_MS = 500;
const UNKNOWN = Symbol('unknown');

/**
 * How a scope takes requests. The first one interrupts it, unless `onSignal` prevents that: it is told at once, and cancelled then or after
 * a drain. What comes later is a repeat.
 */
export abstract class Hearing extends Subscriber implements Windowed, CancellationOwner {
  /** What users hold of it. */
  readonly capture: object;
  readonly signals: SignalSet;
  readonly options: CaptureOptions;
  readonly cancellation = new Cancellation(new AsyncResource('SignalCapture', { requireManualDestroy: true }), this);
  readonly seen = new Seen();
  interrupt: InterruptError | undefined;
  isClosing = false;
  isClosed = false;
  /** What has interrupted it: one, or one that an abort has handed on and the first signal after it. */
  #requests: Request[] | undefined;
  /** What interrupted others when this one was opened: it swallows their repeats, too. */
  #joined: readonly Request[] | undefined;
  #first: FirstSignal | undefined;
  #firstSignal: SignalName | undefined | typeof UNKNOWN = UNKNOWN;
  #count = 0;
  #hasWindow = false;
  #drain: NodeJS.Timeout | undefined;
  /** A request was accepted that has not cancelled it yet: with this it will be, whoever else may come before. */
  #due: { readonly reason: unknown } | undefined;

  constructor(capture: object, signals: SignalSet, options: CaptureOptions) {
    super();
    this.capture = capture;
    this.signals = signals;
    this.options = options;
  }

  abstract noteAsked(): void;
  abstract noteEnding(): void;

  /** Whether an error is due to what this scope was ended with. */
  abstract hasCaused(error: unknown): boolean;

  /** The scope has been interrupted; whoever waits is not told yet. */
  protected abstract onInterrupt(request: Request): void;

  /** Takes note of an error without cancelling. */
  protected abstract addFailure(failure: Failure): void;

  protected open(): void {
    forgetSpentRequests(this.mock);
    this.#joined = currentRequests(this.mock);
    this.subscribe(this.signals);
  }

  get #repeatMs(): number {
    return this.options.repeatMs ?? REPEAT_MS;
  }

  override get isReady(): boolean {
    const hasJoined = this.#joined?.some(({ isInterrupting, isOpen }) => isInterrupting && isOpen) ?? false;
    return this.interrupt === undefined && !this.isClosed && !hasJoined;
  }

  override get isExclusive(): boolean {
    return this.options.exclusive ?? false;
  }

  override get letsGoOfSigintAt(): number {
    return this.#hasWindow ? this.#requests!.at(-1)!.arrivedAt + this.#repeatMs : Infinity;
  }

  override accept(request: Request): boolean {
    if (!this.isReady) {
      this.#swallow(request);
      return false;
    }
    const { signal } = request;
    const isLate = this.isClosing; // before `onSignal`, which may close the scope
    const count = ++this.#count;
    request.accepted(this.#repeatMs, this.signals);
    const prevented = this.options.onSignal !== undefined && this.#isPrevented(this.options.onSignal, signal, count);
    if (requested.hasSubscribers) publish(requested, { capture: this.capture, signal, count, prevented });
    if (prevented) return true;
    this.#openWindow(request);
    this.#due ??= { reason: request.error };
    this.#interruptBy(request, isLate);
    return true;
  }

  override act(request: Request): void {
    if (this.#requests?.[0] !== request) return;
    this.settleFirst(request.signal);
    const { drainMs = 0 } = this.options;
    if (drainMs === 0 || this.cancellation.isCancelled || this.#due?.reason !== request.error) this.cancel(request.error);
    else {
      this.#drain = timers(this.mock).setTimeout(() => this.cancel(request.error), drainMs);
      ownTimers.count++;
    }
  }

  override repeated(signal: SignalName): void {
    if (repeated.hasSubscribers) publish(repeated, { capture: this.capture, signal });
  }

  /** The first reason wins: a request that was accepted came before whatever cuts its drain short. */
  cancel(reason: unknown): void {
    if (this.#drain) {
      timers(this.mock).clearTimeout(this.#drain);
      this.#drain = undefined;
      ownTimers.count--;
    }
    if (reason !== CLOSED) this.settleFirst(this.interrupt?.signal);
    this.cancellation.cancel(this.#due ? this.#due.reason : reason);
  }

  /** Made when somebody asks, as most never do. */
  protected get first(): Promise<SignalName | undefined> {
    if (this.#first) return this.#first.promise;
    this.#first = new FirstSignal();
    if (this.#firstSignal !== UNKNOWN) this.#first.settle(this.#firstSignal);
    else if (this.isClosing) this.settleFirstAtClose();
    return this.#first.promise;
  }

  /** The first call counts. */
  protected settleFirst(signal: SignalName | undefined): void {
    if (this.#firstSignal !== UNKNOWN) return;
    this.#firstSignal = signal;
    this.#first?.settle(signal);
  }

  /** Once that is in which had reached the process. */
  protected settleFirstAtClose(): void {
    if (!this.#first?.isPending) return;
    this.#first.letGo();
    (this.mock ? queueMicrotask : whenSignalsAreIn)(() => this.settleFirst(this.interrupt?.signal));
  }

  /** From inside, or by a parent. With an interrupt it is a request, which opens no window. */
  abort(reason: unknown): void {
    const interrupt = findInterrupt(reason);
    if (interrupt && !this.interrupt && !this.isClosed) this.#interruptBy(requestOf(interrupt, this.mock));
    this.cancel(reason);
  }

  fail(failure: Failure): void {
    this.addFailure(failure);
    this.cancel(failure.error);
  }

  /** The same; others than those who await what has failed are told a turn later. */
  failSoon(failure: Failure): void {
    this.addFailure(failure);
    this.cancellation.cancelSoon(this.#due ? this.#due.reason : failure.error, () => this.cancel(failure.error));
  }

  /** SIGINT does again what it did before. */
  endWindow(): void {
    this.dropSigint();
  }

  protected releaseRequests(): void {
    for (const request of this.#requests ?? []) request.released();
  }

  #interruptBy(request: Request, isLate = this.isClosing): void {
    (this.#requests ??= []).push(request);
    request.interrupts();
    if (this.interrupt) return;
    this.interrupt = request.error;
    this.seen.noteArrival(isLate, this.#first?.isPending ?? false, this.cancellation);
    this.onInterrupt(request);
  }

  /** The first signal after an interrupt that an abort has handed on opens a window all the same, so that the next Ctrl-C kills. */
  #swallow(request: Request): void {
    this.repeated(request.signal);
    if (!this.interrupt || this.#hasWindow || this.isClosed) return;
    request.accepted(this.#repeatMs, this.signals);
    this.#openWindow(request);
    this.#interruptBy(request);
  }

  #openWindow(request: Request): void {
    this.#hasWindow = true;
    request.tellAtWindowEnd(this.#repeatMs, this);
  }

  /** When `onSignal` throws or rejects, the scope fails with that; the signal counts all the same. */
  #isPrevented(onSignal: (event: SignalEvent) => unknown, signal: SignalName, count: number): boolean {
    let isPrevented = false;
    const preventDefault = (): void => {
      isPrevented = true;
    };
    try {
      const outcome = this.cancellation.context.runInAsyncScope(onSignal, undefined, { signal, count, preventDefault });
      if (typeof (outcome as PromiseLike<unknown> | undefined)?.then === 'function') this.#awaitOutcome(outcome as PromiseLike<unknown>);
    } catch (error) {
      this.addFailure({ error, isGiven: false });
      this.#due = { reason: error };
      isPrevented = false;
    }
    if (!isPrevented) this.seen.noteSeen();
    return isPrevented;
  }

  /** An error that comes when the scope has closed is one that nobody caught. */
  #awaitOutcome(outcome: PromiseLike<unknown>): void {
    void Promise.resolve(outcome).then(undefined, (error: unknown) => {
      if (this.isClosed) throw error;
      if (!this.cancellation.isCancelled || !this.hasCaused(error)) this.fail({ error, isGiven: false });
    });
  }
}
