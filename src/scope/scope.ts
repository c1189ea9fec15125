import { addAbortListener, AsyncResource, clearTimeout, setTimeout } from '../runtime/builtins.ts';
import { Cancellation, CLOSED } from './cancellation.ts';
import { defer, type Deferred } from '../runtime/with-resolvers.ts';
import { joinOpenWindow, type Delivery } from '../signals/request.ts';
import { closed, graceExpired, opened, repeated, requested } from './diagnostics.ts';
import { limitFlush } from '../ending/end-process.ts';
import { flushPendingSignals } from '../runtime/event-loop.ts';
import { FirstSignal } from './first-signal.ts';
import { startGrace } from './grace.ts';
import { findInterrupt, type InterruptError } from '../signals/interrupt-error.ts';
import { Hearer } from '../signals/subscribers.ts';
import type { CaptureOptions, SignalEvent } from './signal-capture.ts';
import { namesIn, SIGINT_BIT, type SignalName, type SignalSet } from '../signals/names.ts';
import type { Failure, Tasks } from './tasks.ts';
import { onUncaughtFailure, settleAside, throwAtExit, watchUncaught } from '../ending/uncaught.ts';

const REPEAT_MS = 500;

/** The life of a capture: opened, perhaps cancelled, perhaps asked to end by a signal and its repeats, closed. */
export class Scope extends Hearer {
  /** What users hold of it. */
  readonly #capture: object;
  readonly #options: CaptureOptions;
  readonly cancellation = new Cancellation(new AsyncResource('SignalCapture', { requireManualDestroy: true }));
  readonly first = new FirstSignal();
  tasks: Tasks | undefined;
  interrupt: InterruptError | undefined;
  /** The block was given the interrupt, or has taken what gives it. */
  isSeen = false;
  /** The interrupt came when closing had begun. */
  #isLate = false;
  #requests = 0;
  /** The window of the last request is open, or of one that another scope was handling when this one opened: what comes now is a repeat. */
  #isWindowOpen = false;
  #drain: NodeJS.Timeout | undefined;
  #hasGrace = false;
  #failures: Failure[] | undefined;
  /** What `onSignal` has thrown. */
  #thrown: { readonly error: unknown } | undefined;
  /** What is to be undone when the scope has closed. */
  #undo: Array<() => void> | undefined;
  #closing: Deferred<void> | undefined;
  isClosed = false;

  constructor(capture: object, set: SignalSet, options: CaptureOptions) {
    super();
    this.#capture = capture;
    this.#options = options;
    if (options.signal) this.#follow(options.signal); // the first, as another's `addEventListener` may throw
    this.listen(set);
    this.#isWindowOpen = joinOpenWindow(this);
    if (opened.hasSubscribers) opened.publish({ capture: this.#capture, signals: namesIn(set) });
    if (options.uncaught) this.#catchUncaught();
  }

  #catchUncaught(): void {
    watchUncaught(Hearer.anyHolds);
    this.#atClose(onUncaughtFailure((error) => this.fail({ error, isGiven: false })));
  }

  // Cancelling

  /** The first reason wins: an interrupt that is being drained came before whatever cuts the drain short. */
  cancel(reason: unknown): void {
    clearTimeout(this.#drain);
    if (reason !== CLOSED) this.first.settle(this.interrupt?.signal);
    this.cancellation.cancel(this.interrupt ?? reason);
  }

  /** Cancels from outside: with any reason, an interrupt too, which then ends the process as one that a signal made. */
  abort(reason: unknown): void {
    if (findInterrupt(reason)) watchUncaught(Hearer.anyHolds);
    this.cancel(reason);
  }

  fail(failure: Failure): void {
    this.#addFailure(failure);
    this.cancel(failure.error);
  }

  #addFailure(failure: Failure): void {
    (this.#failures ??= []).push(failure);
    watchUncaught(Hearer.anyHolds);
    throwAtExit(Hearer.firstFailure);
    this.#startGrace(undefined);
  }

  /** The block is given this reason: closing need not tell it again. */
  give(reason: unknown): void {
    if (reason === this.interrupt) this.isSeen = true;
    for (const failure of this.#failures ?? []) if (failure.error === reason) failure.isGiven = true;
  }

  #follow(parent: AbortSignal): void {
    // Not `addEventListener`: a listener before ours may stop the event.
    if (parent.aborted) return this.abort(parent.reason);
    const following = addAbortListener(parent, () => this.abort(parent.reason));
    this.#atClose(() => following[Symbol.dispose]());
  }

  // Signals: a request, its repeats, and the end of the window for them

  protected override hear(delivery: Delivery): boolean {
    const { signal } = delivery;
    if (this.interrupt || this.#isWindowOpen || this.isClosed) {
      if (repeated.hasSubscribers) repeated.publish({ capture: this.#capture, signal });
      return false;
    }
    const isLate = this.#closing !== undefined;
    const count = ++this.#requests;
    this.#isWindowOpen = true;
    delivery.openWindow(this.#repeatMs, this);
    const isPrevented = this.#options.onSignal !== undefined && this.#isPrevented(this.#options.onSignal, signal, count);
    if (requested.hasSubscribers) requested.publish({ capture: this.#capture, signal, count, prevented: isPrevented });
    if (isPrevented) return false;
    this.interrupt = delivery.error;
    this.#isLate = isLate;
    watchUncaught(Hearer.anyHolds, this.interrupt);
    this.#startGrace(this.interrupt);
    return true;
  }

  /** Whether `onSignal` keeps the request from interrupting. When it throws, the scope fails and is interrupted, in that order. */
  #isPrevented(onSignal: (event: SignalEvent) => void, signal: SignalName, count: number): boolean {
    let isPrevented = false;
    const preventDefault = (): void => {
      isPrevented = true;
    };
    try {
      this.cancellation.context.runInAsyncScope(onSignal, undefined, { signal, count, preventDefault });
    } catch (error) {
      this.#addFailure({ error, isGiven: false });
      this.#thrown = { error };
      isPrevented = false;
    }
    this.isSeen ||= !isPrevented;
    return isPrevented;
  }

  protected override act({ signal, error }: Delivery): void {
    this.first.settle(signal);
    const { drainMs = 0 } = this.#options;
    if (this.#thrown) this.cancellation.cancel(this.#thrown.error);
    else if (drainMs === 0) this.cancel(error);
    else if (!this.cancellation.isCancelled) this.#drain = setTimeout(() => this.cancel(error), drainMs);
  }

  endWindow(): void {
    this.#isWindowOpen = false;
    if (this.isClosed) this.leave();
    else if (this.interrupt) this.unlisten(SIGINT_BIT);
  }

  #startGrace(interrupt: InterruptError | undefined): void {
    const { graceMs } = this.#options;
    if (graceMs === undefined || this.#hasGrace) return;
    this.#hasGrace = true;
    if (interrupt) limitFlush(interrupt, graceMs);
    const stop = startGrace(graceMs, () => {
      const tasks = this.tasks?.names ?? [];
      if (graceExpired.hasSubscribers) graceExpired.publish({ capture: this.#capture, signal: interrupt?.signal, graceMs, tasks });
      return { interrupt, tasks, failure: this.failure };
    });
    this.#atClose(stop);
  }

  get #repeatMs(): number {
    return this.#options.repeatMs ?? REPEAT_MS;
  }

  protected override get shadows(): boolean {
    return this.#options.exclusive ?? false;
  }

  protected override get letsGoOfSigintIn(): number {
    const willLetGo = this.#isWindowOpen && (this.interrupt !== undefined || this.isClosed);
    return willLetGo ? this.#repeatMs : Infinity;
  }

  /** An error that an open scope still has to tell. */
  protected override get failure(): Failure | undefined {
    return this.isClosed ? undefined : this.#failures?.find(({ isGiven }) => !isGiven);
  }

  protected override get holds(): boolean {
    return !this.isClosed;
  }

  // Closing

  close(): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    if (this.#closing === undefined) {
      const closing = (this.#closing = defer());
      this.cancel(CLOSED);
      this.rehearseLeaving();
      if (this.tasks) this.#awaitTasks(this.tasks, closing);
      else flushPendingSignals(() => this.#finish(closing));
    }
    return this.#closing.promise;
  }

  #atClose(undo: () => void): void {
    (this.#undo ??= []).push(undo);
  }

  #awaitTasks(tasks: Tasks, closing: Deferred<void>): void {
    // A task may be waiting for `promise`, which would otherwise be settled only when that task has ended.
    flushPendingSignals(() => this.first.settle(undefined));
    tasks.whenIdle(() => flushPendingSignals(() => this.#finish(closing)));
  }

  /**
   * Runs in the very callback that ends the wait, so that there is as little as can be between the last poll and the listener coming
   * off; which is also why this function is short: it is compiled in that moment.
   */
  #finish(closing: Deferred<void>): void {
    this.isClosed = true;
    if (!this.#isWindowOpen) this.leave();
    this.#settle(closing);
  }

  #settle(closing: Deferred<void>): void {
    this.first.settle(undefined);
    this.#undo?.forEach((undo) => undo());
    settleAside();
    const errors = this.#untold();
    if (closed.hasSubscribers) closed.publish({ capture: this.#capture, signal: this.interrupt?.signal, errors });
    if (errors.length === 0) closing.resolve();
    else closing.reject(errors.length === 1 ? errors[0] : new AggregateError(errors, 'The scope has failed more than once'));
  }

  /** The errors that the block cannot know of. */
  #untold(): unknown[] {
    const errors = new Set((this.#failures ?? []).filter(({ isGiven }) => !isGiven).map(({ error }) => error));
    if (this.interrupt && (this.#isLate || !this.isSeen)) errors.add(this.interrupt);
    return [...errors];
  }
}
