import { AsyncResource } from 'node:async_hooks';
import { addAbortListener } from 'node:events';
import { clearTimeout, setTimeout } from 'node:timers';
import { Cancellation, CLOSED } from './cancellation.ts';
import { turnIfDue } from './checkpoint.ts';
import { describe } from './describe.ts';
import { closed, graceExpired, opened, repeated, requested } from './diagnostics.ts';
import { limitFlush } from './ending.ts';
import { keepAlive, letGo, letSignalsIn } from './event-loop.ts';
import { startGrace } from './grace.ts';
import { InterruptError } from './interrupt-error.ts';
import { BROKEN, runBreakable } from './interruptible.ts';
import { Hearer, suspendSigint, type Delivery } from './process-signals.ts';
import { race } from './race.ts';
import { openWindow } from './repeat-window.ts';
import type { CaptureOptions, SignalCapture, SignalEvent } from './signal-capture.ts';
import { namesIn, SIGINT_BIT, type SignalName, type SignalSet } from './signal-names.ts';
import { Tasks, type Failure } from './tasks.ts';
import { onUncaughtFailure, settleAside, watchUncaught } from './uncaught.ts';

const REPEAT_MS = 500;
const NO_TURN = Promise.resolve();

/** The story of one capture: opened, perhaps cancelled, perhaps asked to end by a signal and its repeats, closed. */
export class Capture extends Hearer implements SignalCapture {
  readonly #options: CaptureOptions;
  readonly #context = new AsyncResource('SignalCapture', { requireManualDestroy: true });
  readonly #cancellation = new Cancellation(this.#context);
  #promise: Deferred<SignalName | undefined> | undefined;
  /** What `promise` gives, once that is known. */
  #outcome: { readonly signal: SignalName | undefined } | undefined;
  #interrupt: InterruptError | undefined;
  /** The block was given the interrupt, or has taken what gives it. */
  #isSeen = false;
  /** The interrupt came when closing had begun. */
  #isLate = false;
  #requests = 0;
  /** When the window of the last request ends; `undefined` once it has. */
  #windowEndsAt: number | undefined;
  #drain: NodeJS.Timeout | undefined;
  #stopGrace: (() => void) | undefined;
  #tasks: Tasks | undefined;
  #failures: Failure[] | undefined;
  #unfollow: Disposable | undefined;
  #ignoreUncaught: (() => void) | undefined;
  #closing: Deferred<void> | undefined;
  #isClosed = false;

  constructor(set: SignalSet, options: CaptureOptions) {
    super();
    this.#options = options;
    this.listen(set);
    if (opened.hasSubscribers) opened.publish({ capture: this, signals: namesIn(set) });
    if (options.signal) this.#follow(options.signal);
    if (options.uncaught) this.#ignoreUncaught = onUncaughtFailure((error) => this.#fail({ error, isGiven: false }));
  }

  // What a block takes

  get signal(): AbortSignal {
    this.#isSeen = true;
    return this.#cancellation.signal;
  }

  get promise(): Promise<SignalName | undefined> {
    this.#isSeen = true;
    if (this.#promise === undefined) {
      this.#promise = defer();
      if (this.#outcome) this.#promise.resolve(this.#outcome.signal);
      else keepAlive();
    }
    return this.#promise.promise;
  }

  get interrupted(): InterruptError | undefined {
    if (this.#interrupt) this.#isSeen = true;
    return this.#interrupt;
  }

  // Work inside the scope

  spawn<T>(task: (signal: AbortSignal) => PromiseLike<T>, name: string = task?.name || 'task'): Promise<T> {
    if (typeof task !== 'function') throw new TypeError(`spawn expected a function, received ${describe(task)}`);
    if (typeof name !== 'string') throw new TypeError(`spawn expected its name to be a string, received ${describe(name)}`);
    if (this.#isClosed) return Promise.reject(scopeHasClosed('spawn'));
    this.#tasks ??= new Tasks(this.#cancellation, (failure) => this.#fail(failure), (reason) => this.#give(reason));
    return this.#tasks.spawn(task, name);
  }

  race<T>(work: PromiseLike<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(scopeHasClosed('race'));
    return race(this.#cancellation, work, (reason) => this.#give(reason));
  }

  checkpoint(): Promise<void> {
    if (this.#isClosed) return Promise.reject(scopeHasClosed('checkpoint'));
    if (this.#cancellation.isCancelled) return Promise.reject(this.#takeReason());
    return turnIfDue()?.then(() => this.#throwIfCancelled()) ?? NO_TURN;
  }

  interruptible<T>(work: () => T): T {
    if (typeof work !== 'function') throw new TypeError(`interruptible expected a function, received ${describe(work)}`);
    if (this.#isClosed) throw scopeHasClosed('interruptible');
    this.#throwIfCancelled();
    if (!this.hears(SIGINT_BIT)) return work();
    try {
      return suspendSigint(() => runBreakable(work));
    } catch (error) {
      if (error !== BROKEN) throw error;
    }
    process.emit('SIGINT', 'SIGINT'); // to everyone: the listeners were off when it came
    this.#throwIfCancelled();
    throw new InterruptError('SIGINT');
  }

  #throwIfCancelled(): void {
    if (this.#cancellation.isCancelled) throw this.#takeReason();
  }

  #takeReason(): unknown {
    const { reason } = this.#cancellation;
    this.#give(reason);
    return reason;
  }

  /** The block is given this reason: closing need not tell it again. */
  #give(reason: unknown): void {
    if (reason === this.#interrupt) this.#isSeen = true;
    for (const failure of this.#failures ?? []) if (failure.error === reason) failure.isGiven = true;
  }

  // Cancelling

  abort(reason: unknown = AbortSignal.abort().reason): void {
    this.#cancel(reason);
  }

  #follow(parent: AbortSignal): void {
    // Not `addEventListener`: a listener before ours may stop the event.
    if (parent.aborted) this.#cancel(parent.reason);
    else this.#unfollow = addAbortListener(parent, () => this.#cancel(parent.reason));
  }

  #fail(failure: Failure): void {
    (this.#failures ??= []).push(failure);
    watchUncaught(() => Hearer.anyHolds);
    this.#startGrace(undefined);
    this.#cancel(failure.error);
  }

  /** The first reason wins: an interrupt that is being drained came before whatever cuts the drain short. */
  #cancel(reason: unknown): void {
    clearTimeout(this.#drain);
    if (reason !== CLOSED) this.#settle(undefined);
    this.#cancellation.cancel(this.#interrupt ?? reason);
  }

  #settle(signal: SignalName | undefined): void {
    if (this.#outcome) return;
    this.#outcome = { signal };
    if (this.#promise === undefined) return;
    this.#promise.resolve(signal);
    letGo();
  }

  // Signals: a request, its repeats, and the end of the window for them

  protected override hear({ signal, error }: Delivery): boolean {
    if (this.#interrupt || this.#windowEndsAt !== undefined || this.#isClosed) {
      if (repeated.hasSubscribers) repeated.publish({ capture: this, signal });
      return false;
    }
    const isLate = this.#closing !== undefined;
    const count = ++this.#requests;
    this.#windowEndsAt = openWindow(this.#options.repeatMs ?? REPEAT_MS, () => this.#endWindow());
    const isPrevented = this.#options.onSignal !== undefined && this.#isPrevented(this.#options.onSignal, signal, count);
    if (requested.hasSubscribers) requested.publish({ capture: this, signal, count, prevented: isPrevented });
    if (isPrevented) return false;
    this.#interrupt = error;
    this.#isLate = isLate;
    watchUncaught(() => Hearer.anyHolds, error);
    this.#startGrace(error);
    return true;
  }

  /** Whether `onSignal` keeps the request from interrupting, or fails and so cancels the scope in its own way. */
  #isPrevented(onSignal: (event: SignalEvent) => void, signal: SignalName, count: number): boolean {
    let isPrevented = false;
    const preventDefault = (): void => {
      isPrevented = true;
    };
    try {
      this.#context.runInAsyncScope(onSignal, undefined, { signal, count, preventDefault });
    } catch (error) {
      this.#fail({ error, isGiven: false });
      return true;
    }
    this.#isSeen ||= !isPrevented;
    return isPrevented;
  }

  protected override act({ signal, error }: Delivery): void {
    this.#settle(signal);
    const { drainMs = 0 } = this.#options;
    if (drainMs === 0) this.#cancel(error);
    else if (!this.#cancellation.isCancelled) this.#drain = setTimeout(() => this.#cancel(error), drainMs);
  }

  #endWindow(): void {
    this.#windowEndsAt = undefined;
    if (this.#isClosed) this.leave();
    else if (this.#interrupt) this.unlisten(SIGINT_BIT);
  }

  #startGrace(interrupt: InterruptError | undefined): void {
    const { graceMs } = this.#options;
    if (graceMs === undefined || this.#stopGrace) return;
    if (interrupt) limitFlush(interrupt, graceMs);
    this.#stopGrace = startGrace(graceMs, () => {
      const tasks = this.#tasks?.names ?? [];
      if (graceExpired.hasSubscribers) graceExpired.publish({ capture: this, signal: interrupt?.signal, graceMs, tasks });
      return { interrupt, tasks };
    });
  }

  protected override get shadows(): boolean {
    return this.#options.exclusive ?? false;
  }

  protected override get letsGoOfSigintIn(): number {
    const willLetGo = this.#windowEndsAt !== undefined && (this.#interrupt !== undefined || this.#isClosed);
    return willLetGo ? this.#windowEndsAt! - performance.now() : Infinity;
  }

  protected override get holds(): boolean {
    return !this.#isClosed;
  }

  // Closing

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    if (this.#closing === undefined) {
      const closing = (this.#closing = defer());
      this.#cancel(CLOSED);
      if (this.#tasks) this.#awaitTasks(this.#tasks, closing);
      else letSignalsIn(() => this.#finish(closing));
    }
    return this.#closing.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #awaitTasks(tasks: Tasks, closing: Deferred<void>): void {
    // A task may be waiting for `promise`, which would otherwise be settled only when that task has ended.
    letSignalsIn(() => this.#settle(undefined));
    tasks.whenIdle(() => letSignalsIn(() => this.#finish(closing)));
  }

  /** Runs in the very callback that ends the wait, so that there is as little as can be between the last poll and the listener coming off. */
  #finish(closing: Deferred<void>): void {
    this.#isClosed = true;
    if (this.#windowEndsAt === undefined) this.leave();
    this.#settle(undefined);
    this.#stopGrace?.();
    this.#unfollow?.[Symbol.dispose]();
    this.#ignoreUncaught?.();
    settleAside();
    const errors = this.#untold();
    if (closed.hasSubscribers) closed.publish({ capture: this, signal: this.#interrupt?.signal, errors });
    if (errors.length === 0) closing.resolve();
    else closing.reject(errors.length === 1 ? errors[0] : new AggregateError(errors, 'The scope has failed more than once'));
  }

  /** The errors that the block cannot know of. */
  #untold(): unknown[] {
    const errors = (this.#failures ?? []).filter(({ isGiven }) => !isGiven).map(({ error }) => error);
    if (this.#interrupt && (this.#isLate || !this.#isSeen)) errors.push(this.#interrupt);
    return errors;
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function defer<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}

function scopeHasClosed(caller: string): Error {
  return new Error(`${caller} expected an open scope, but the scope has closed`);
}
