/// <reference lib="esnext.disposable" preserve="true" />
import type { InterruptError } from '../signals/interrupt-error.ts';
import type { SignalName } from '../signals/names.ts';

/** A request to end, as `onSignal` sees it. */
export interface SignalEvent {
  /** The signal that made the request. */
  readonly signal: SignalName;
  /** How many requests this capture has had, this one included. Repeats within `repeatMs` do not count. */
  readonly count: number;
  /** Keeps the capture uninterrupted by this request. Counts only while `onSignal` runs. */
  preventDefault(): void;
}

/** The options of {@link captureSignals}. Each may be left out or `undefined`; an unknown one is a `TypeError`. */
export interface CaptureOptions {
  /**
   * A parent: when it aborts, the capture is cancelled with its reason. At once when it has aborted already. An {@link InterruptError},
   * as the signal of another capture gives, interrupts this one: see {@link SignalCapture.abort}.
   */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds from the first signal to the scope being closed. A scope that is open longer is ended by force: one line on stderr,
   * then the process ends as by an interrupt that nobody caught, or by SIGKILL when its event loop is blocked. No limit by default.
   * A whole number from 0 to 2 147 483 647.
   */
  graceMs?: number | undefined;
  /**
   * Milliseconds after the first signal in which every captured signal is a repeat of the same request: launchers relay one Ctrl-C
   * twice or three times. When they are over, SIGINT does again what it did before the capture; other signals are swallowed until the scope
   * has closed. A scope that closes earlier goes on swallowing until then.
   *
   * The same signal within this time, and any captured one within 50 ms, is a repeat for the whole process: other captures do not hear it
   * either. A different signal is a request to captures that did not hear the first. A capture that is opened while an interrupted scope is
   * open joins the window of that one. With 0 only what is dispatched in the same turn is a repeat. 500 by default; a whole number from 0
   * to 2 147 483 647.
   */
  repeatMs?: number | undefined;
  /**
   * Milliseconds between the first signal, which resolves `promise`, and `signal` aborting, unless the scope closes before: workers
   * finish what they hold. `graceMs` counts from the first signal all the same. 0 by default; a whole number from 0 to
   * 2 147 483 647.
   */
  drainMs?: number | undefined;
  /**
   * Called with every request, before anything is aborted, in the async context of the `captureSignals` call. `preventDefault()`
   * keeps the capture uninterrupted. When it throws, the scope is interrupted, but fails with that error: it is
   * cancelled with it, and closing throws it. So it is when it returns a promise that rejects while the scope is open; nothing waits for
   * that promise, and after closing its rejection is one that nobody handled.
   */
  onSignal?: ((event: SignalEvent) => void) | undefined;
  /** While this capture is open, captures opened before it do not hear what it hears as a request. `false` by default. */
  exclusive?: boolean | undefined;
  /**
   * While this capture is open, an exception or rejection that nobody caught, anywhere, does not end the process at once: the scope
   * fails with it, as with a task's error. Other listeners for it still run. Interrupts are not such exceptions. `false` by default.
   */
  uncaught?: boolean | undefined;
  /**
   * Ctrl-C reaches a loop that was stuck before it. While this capture is open a thread hears SIGINT, and hands it to the event loop. Is it
   * not taken within a second, one line on stderr says that the loop is blocked, and the next SIGINT ends the process by the signal;
   * `graceMs` counts from the SIGINT that the thread heard. Costs a thread, about 10 MB, from the beginning. Only on Node; elsewhere it
   * changes nothing. `false` by default.
   */
  watchdog?: boolean | undefined;
}

/**
 * A scope that signals can interrupt, from {@link captureSignals}.
 *
 * - **An interrupt is an exception.** `signal` aborts with an {@link InterruptError}; whatever was given the signal throws it. Catch
 *   it and the program goes on; let it go and the process ends by the signal once every disposable has run.
 * - **The first reason wins.** Nothing overwrites what the scope was first cancelled with.
 * - **One request, however many signals.** See {@link CaptureOptions.repeatMs}.
 * - **Nothing is lost at the end.** A signal that had reached the process before closing began is still honoured, and an
 *   interrupt that the block cannot have seen is thrown by closing.
 */
export interface SignalCapture extends AsyncDisposable {
  /**
   * Aborts with the {@link InterruptError}, the reason of a cancellation, or, when the scope closes without either, an
   * `AbortError: The scope has closed`. Always the same object; takes any number of listeners without a warning. Its listeners run
   * in the async context of the `captureSignals` call.
   */
  readonly signal: AbortSignal;
  /**
   * The first signal; `undefined` when the scope is cancelled or closed without one. Never rejects. Asking for it keeps the process
   * alive until the scope is interrupted or closed, which merely capturing does not.
   */
  readonly promise: Promise<SignalName | undefined>;
  /** The interrupt, once there was one: to ask at any time. */
  readonly interrupted: InterruptError | undefined;
  /**
   * Cancels the scope from inside, as `AbortController.abort` does; the default reason is the same, too. Does nothing when the
   * scope has been cancelled, interrupted or closed, except that it cuts a drain short.
   *
   * An {@link InterruptError}, of any copy of this package, is a request: it sets `interrupted`, settles `promise` with the name and starts
   * the grace. It opens no window for repeats. Any other reason starts no grace; a signal that comes after it sets `interrupted` and
   * starts the grace, but the first reason stays the reason.
   */
  abort(reason?: unknown): void;
  /**
   * Starts a background task of this scope at once, with an AbortSignal of its own, and returns its promise. Closing aborts all
   * tasks together and waits for all.
   *
   * - A cancelled task rejects its promise with the reason. That alone is never an unhandled rejection.
   * - A task that fails cancels the scope with its error. Closing throws the error unless the block took the task's promise or was
   *   given the error by another member; several make an `AggregateError`.
   * - Once the scope is cancelled nothing is started, and the promise rejects with the reason.
   *
   * Rejects with an `Error` after closing; throws a `TypeError` when `task` is not a function or `name` not a string. The name
   * (the function's by default) stands in the line that a forced end prints.
   *
   * @example
   * ```ts
   * shutdown.spawn(async (signal) => {
   *   while (!signal.aborted) await refresh(signal);
   * }, 'refresh');
   * ```
   */
  spawn<T>(task: (signal: AbortSignal) => PromiseLike<T>, name?: string): Promise<T>;
  /**
   * Awaits something that takes no AbortSignal: settles as `work` does, or rejects with the reason once `signal` aborts. The work
   * itself goes on, and what becomes of it is then ignored; the failure of a task of this scope is not, closing throws it. Leaves nothing
   * behind on the capture, however often it is called. Rejects with an `Error` after closing; throws a `TypeError` when `work` is not a
   * promise.
   */
  race<T>(work: PromiseLike<T>): Promise<T>;
  /**
   * For a loop that computes: gives the event loop a turn when the last one was given more than 5 ms ago, so that signals are heard,
   * and rejects with the reason once the scope is cancelled. Rejects with an `Error` after closing.
   *
   * @example
   * ```ts
   * for (const row of rows) {
   *   digest(row);
   *   await shutdown.checkpoint();
   * }
   * ```
   */
  checkpoint(): Promise<void>;
  /**
   * Runs a synchronous computation that never yields, and lets SIGINT break it: the interrupt is thrown from here. Returns what `work`
   * returns and throws what it throws; throws the reason when the scope is cancelled already, and an `Error` after closing.
   *
   * - **`finally` blocks and disposers inside the broken computation do not run**, and what it was in the middle of stays as it was: a
   *   `console.log` that is broken while it writes can leave stdout silent for good. Keep what needs cleaning up outside of it.
   * - Only SIGINT, and only while it would be a request to this capture. The work runs whole where it would not: within the window for
   *   repeats, beside an open `exclusive` capture that hears it instead, while the scope drains. On Deno it always runs whole, and the
   *   interrupt comes when the event loop turns next.
   * - A SIGINT that is in flight when it is called does not break the work: the event loop hears it afterwards. `await
   *   shutdown.checkpoint()` before, in a program that was busy.
   * - When `onSignal` prevents the request the computation is broken all the same, and an {@link InterruptError} is thrown.
   * - Throws a `TypeError` when `work` is not a function.
   */
  interruptible<T>(work: () => T): T;
  /**
   * Has `cleanup` run at closing, when all tasks have ended: newest first, one after the other, awaited, each although another threw. What
   * they throw is thrown by closing. The name (the function's by default) stands in the line that a forced end prints.
   *
   * Works until the last of them has run, also from one of them. Throws an `Error` after closing, and a `TypeError` when `cleanup` is not a
   * function or `name` not a string.
   *
   * @example
   * ```ts
   * const pool = await connect();
   * shutdown.defer(() => pool.end(), 'pool');
   * ```
   */
  defer(cleanup: () => unknown, name?: string): void;
  /**
   * The block of `await using` as a function, for where that syntax is missing: calls `main` with this capture, closes, and gives what `main`
   * gave. What `main` throws is thrown; when closing throws, too, a `SuppressedError` holds both, as with `await using`.
   *
   * An error of `main` that is the interrupt in other words (an abort that some package has made of it, the death of a child by the
   * same signal) becomes the interrupt. Rejects with an `Error` once closing has begun; throws a `TypeError` when `main` is not a function.
   *
   * @example
   * ```js
   * await captureSignals(['SIGINT', 'SIGTERM']).run(async (shutdown) => {
   *   await serve(shutdown.signal);
   * });
   * ```
   */
  run<T>(main: (shutdown: this) => T | PromiseLike<T>): Promise<T>;
  /**
   * Closes the scope: aborts `signal`, waits for all tasks, lets signals in flight in, and gives the signals back. What `await using`
   * calls.
   *
   * - Rejects with the interrupt when the block cannot have seen it: it came after closing had begun; or it reached nobody when it came (no
   *   listener of `signal`, no `race`, no pending `promise`, no `onSignal`) and nobody has asked since (`aborted`, `interrupted`, ...). What
   *   a background task alone was told the block has not seen.
   * - Rejects with the failures (of tasks, of `defer`, of an `onSignal` that threw, of `uncaught`) that the block was not given.
   * - On Node a signal that comes while it gives the signals back is caught, and thrown, or does what it did before, but for a few
   *   microseconds inside of the runtime. On Bun and Deno that moment is longer: the README says how long.
   *
   * Calls while it closes share one promise; once that has settled, further calls resolve.
   */
  close(): Promise<void>;
}
