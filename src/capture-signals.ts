import { AsyncResource } from 'node:async_hooks';
import { addAbortListener, setMaxListeners } from 'node:events';
import { keepAlive, letGo, letSignalsIn } from './event-loop.ts';
import { limitFlush } from './ending.ts';
import { startGrace } from './grace.ts';
import type { InterruptError } from './interrupt-error.ts';
import { abortSignal, callback, checkOptions, flag, milliseconds } from './options.ts';
import { Hearer, type Delivery } from './process-signals.ts';
import { openWindow } from './repeat-window.ts';
import type { CaptureOptions, SignalCapture, SignalEvent } from './signal-capture.ts';
import { parseSignals, SIGINT_BIT, type SignalName, type SignalSet } from './signal-names.ts';
import { settleAside, watchUncaught } from './uncaught.ts';

const REPEAT_MS = 500;
const NO_OPTIONS: CaptureOptions = Object.freeze({});
const OPTIONS = {
  signal: abortSignal,
  graceMs: milliseconds,
  repeatMs: milliseconds,
  onSignal: callback,
  exclusive: flag,
};

/**
 * Opens a scope that the given signals interrupt. See {@link SignalCapture} for what it guarantees.
 *
 * - Listening has started when it returns; the process listens once per signal however many captures are open.
 * - Throws a `TypeError` or `RangeError` for what is not a signal, a signal that cannot be captured, or a wrong option, and leaves
 *   nothing behind. Throws an `Error` in a worker thread: signals reach the main thread only.
 * - Every open capture of a signal hears it, newest first.
 *
 * @param signals One name or several; `['SIGINT', 'SIGTERM', 'SIGHUP']` by default.
 *
 * @example A download that Ctrl-C cancels and cleans up
 * ```ts
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 });
 * const response = await fetch(url, { signal: shutdown.signal });
 * ```
 */
export function captureSignals(
  signals: SignalName | Iterable<SignalName> = ['SIGINT', 'SIGTERM', 'SIGHUP'],
  options?: CaptureOptions,
): SignalCapture {
  const set = parseSignals('captureSignals', signals);
  checkOptions('captureSignals', options, OPTIONS);
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) {
    throw new Error('captureSignals expected to be called in the main thread, which alone receives signals, and was called in a worker '
      + 'thread: capture there, and post a message to the worker when the signal aborts');
  }
  return new Capture(set, options ? { ...options } : NO_OPTIONS);
}

const NOT_CANCELLED = Symbol('not cancelled');
/** Cancelled by closing, with an error that is made when somebody asks for it. */
const CLOSED = Symbol('closed');

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

class Capture extends Hearer implements SignalCapture {
  readonly #options: CaptureOptions;
  readonly #context = new AsyncResource('SignalCapture', { requireManualDestroy: true });
  #controller: AbortController | undefined;
  #promise: Deferred<SignalName | undefined> | undefined;
  /** What `promise` gives, once that is known. */
  #outcome: { readonly signal: SignalName | undefined } | undefined;
  #reason: unknown = NOT_CANCELLED;
  #interrupt: InterruptError | undefined;
  /** The block has been given the interrupt, or has taken what gives it. */
  #isSeen = false;
  /** The interrupt came when closing had begun. */
  #isLate = false;
  #failures: unknown[] | undefined;
  #requests = 0;
  /** When the window of the last request ends, until it has ended. */
  #windowEndsAt: number | undefined;
  #stopGrace: (() => void) | undefined;
  #parent: Disposable | undefined;
  #closing: Deferred<void> | undefined;
  #isClosed = false;

  constructor(set: SignalSet, options: CaptureOptions) {
    super();
    this.#options = options;
    this.listen(set);
    if (options.signal) this.#follow(options.signal);
  }

  // What the block takes

  get signal(): AbortSignal {
    this.#isSeen = true;
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      setMaxListeners(0, this.#controller.signal);
      if (this.#reason !== NOT_CANCELLED) this.#controller.abort(this.#getReason());
    }
    return this.#controller.signal;
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

  // Cancelling

  abort(reason: unknown = AbortSignal.abort().reason): void {
    this.#cancel(reason);
  }

  #follow(parent: AbortSignal): void {
    // Not `addEventListener`: a listener before ours may stop the event.
    if (parent.aborted) this.#cancel(parent.reason);
    else this.#parent = addAbortListener(parent, () => this.#cancel(parent.reason));
  }

  #cancel(reason: unknown): void {
    if (this.#reason !== NOT_CANCELLED) return;
    this.#settle(undefined);
    this.#abort(reason);
  }

  #fail(error: unknown): void {
    (this.#failures ??= []).push(error);
    this.#startGrace(undefined);
    this.#cancel(error);
  }

  #settle(signal: SignalName | undefined): void {
    if (this.#outcome) return;
    this.#outcome = { signal };
    if (this.#promise === undefined) return;
    this.#promise.resolve(signal);
    letGo();
  }

  #abort(reason: unknown): void {
    if (this.#reason !== NOT_CANCELLED) return;
    this.#reason = reason;
    const controller = this.#controller;
    if (controller) this.#context.runInAsyncScope(controller.abort, controller, this.#getReason());
  }

  #getReason(): unknown {
    if (this.#reason === CLOSED) this.#reason = scopeClosed();
    return this.#reason;
  }

  // Signals: a request, its repeats, and the end of the window for them

  protected override hear({ signal, error }: Delivery): boolean {
    if (this.#interrupt || this.#windowEndsAt !== undefined || this.#isClosed) return false;
    const isLate = this.#closing !== undefined;
    this.#windowEndsAt = openWindow(this.#options.repeatMs ?? REPEAT_MS, () => this.#endWindow());
    if (this.#options.onSignal && !this.#asks(this.#options.onSignal, signal)) return false;
    this.#interrupt = error;
    this.#isLate = isLate;
    watchUncaught(() => Hearer.anyHolds);
    this.#startGrace(error);
    return true;
  }

  protected override act({ signal, error }: Delivery): void {
    this.#settle(signal);
    this.#abort(error);
  }

  /** Whether the request may interrupt, by `onSignal`. */
  #asks(onSignal: (event: SignalEvent) => void, signal: SignalName): boolean {
    let isPrevented = false;
    const event: SignalEvent = { signal, count: ++this.#requests, preventDefault: () => (isPrevented = true) };
    try {
      this.#context.runInAsyncScope(onSignal, undefined, event);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    if (!isPrevented) this.#isSeen = true;
    return !isPrevented;
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
    this.#stopGrace = startGrace(graceMs, () => ({ interrupt, tasks: [] }));
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
      this.#closing = defer();
      this.#abort(CLOSED);
      letSignalsIn(() => this.#finish(this.#closing!));
    }
    return this.#closing.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Runs in the callback that ends the wait for signals in flight: between the last poll and this there is nothing else. */
  #finish(closing: Deferred<void>): void {
    if (this.#windowEndsAt === undefined) this.leave();
    this.#isClosed = true;
    this.#settle(undefined);
    this.#stopGrace?.();
    this.#parent?.[Symbol.dispose]();
    settleAside();
    const errors = this.#unseenErrors();
    if (errors.length === 0) closing.resolve();
    else closing.reject(errors.length === 1 ? errors[0] : new AggregateError(errors, 'The scope has failed more than once'));
  }

  #unseenErrors(): unknown[] {
    const errors = this.#failures ?? [];
    const isUnseen = this.#interrupt && (this.#isLate || !this.#isSeen);
    return isUnseen ? [...errors, this.#interrupt] : errors;
  }
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

function scopeClosed(): Error {
  return Object.assign(new Error('The scope has closed'), { name: 'AbortError', code: 'ABORT_ERR' });
}
