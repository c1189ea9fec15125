/// <reference lib="esnext.disposable" preserve="true" />
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import type { SignalName } from '../interrupts/names.ts';

/**
 * A request to end, as {@link CaptureOptions.onSignal} receives it. As in the DOM, `preventDefault` prevents the default action: here, the interrupt.
 *
 * @example
 * ```ts
 * await using shutdown = captureSignals('SIGTERM', {
 *   onSignal: ({ signal, count }) => console.log(`${signal}, request ${count}`),
 * });
 * await shutdown.promise;
 * ```
 */
export interface SignalEvent {
  /** The signal that made the request. */
  readonly signal: SignalName;
  /** How many requests this capture has had, including this one: 1 for the first. Repeats do not count: see {@link CaptureOptions.repeatMs}. */
  readonly count: number;
  /**
   * Keeps this request from interrupting the capture. Other captures are not affected. Call it while `onSignal` runs: a later call, after an `await`
   * for example, does nothing. A second call does nothing either. It also works when it is detached from its event.
   */
  preventDefault(): void;
}

/** The options of {@link captureSignals}. Each may be omitted or `undefined`. An unknown one is a `TypeError`. */
export interface CaptureOptions {
  /**
   * A parent: when this AbortSignal aborts, the scope is cancelled with the same reason. If it has already aborted, that happens at once. If the
   * reason is an {@link InterruptError}, as it is for another capture's `signal`, the scope is interrupted: see {@link SignalCapture.abort}. The
   * listener on the parent is removed when the scope has closed. On Deno, an older listener of the parent can hide the abort from this capture, by
   * calling `stopImmediatePropagation`.
   *
   * @defaultValue none
   *
   * @example A time limit beside Ctrl-C
   * ```ts
   * await using shutdown = captureSignals('SIGINT', { signal: AbortSignal.timeout(100) });
   * await work(shutdown.signal); // ends by Ctrl-C, or with a TimeoutError
   * ```
   */
  signal?: AbortSignal | undefined;
  /**
   * The time limit for a shutdown, in milliseconds from the first signal to the end of closing: a whole number from 0 to 2 147 483 647. If the scope
   * is still open then, the process is ended by force. One line on stderr says what hangs: the signal or the failure, the tasks still running, the
   * unfinished cleanups of `defer`, the requests that a drain waits for, and the kinds of active resources. Tasks and cleanups are those of all scopes
   * that have been interrupted or have failed, the newest first. It lists neither stdio nor the library's own timers. Then the process dies by the signal.
   *
   * - **Nothing escapes it.** A cleanup that waits forever keeps the process alive until the limit; cleanups after it do not run. If a cleanup blocks
   *   the event loop, a watchdog thread kills the process with SIGKILL, without the line. PID 1 cannot kill itself: there, only the container runtime
   *   can end a process whose event loop is blocked.
   * - **A failure starts it, too**: a failed task, or an error that `uncaught` caught. The process then exits with code 1. A cancellation for any
   *   other reason starts no grace.
   * - **The timer starts once and is never extended.** It starts at the first of these events.
   * - It uses the clock as it was when the package was loaded. Timers and clocks faked by a test do not move it: for that, use `mockSignals` of
   *   `capture-signals/testing`.
   * - A process that was suspended past its limit (Ctrl-Z, a closed lid) still prints the line and runs its `'exit'` listeners.
   * - A scope that closes in time leaves nothing behind: no timer, no thread.
   *
   * @defaultValue no limit
   *
   * @example A cleanup that hangs
   * ```ts
   * await using shutdown = captureSignals('SIGTERM', { graceMs: 200 });
   * shutdown.defer(() => new Promise(() => {}), 'pool'); // still open 200 ms after SIGTERM; cleanups: pool
   * await work(shutdown.signal);
   * ```
   */
  graceMs?: number | undefined;
  /**
   * The window for repeats, in milliseconds from the first signal: a whole number from 0 to 2 147 483 647. Launchers such as npm, nodemon and tsx
   * relay one Ctrl-C two or three times. A **repeat** belongs to the same request, and changes nothing.
   *
   * | what comes, after SIGINT for example | what becomes of it |
   * |---|---|
   * | SIGINT within `repeatMs` | a repeat for the whole process |
   * | any captured signal within 50 ms (and within `repeatMs`) | a repeat for the whole process |
   * | SIGTERM after 50 ms, however late | ignored by this scope; a request to captures that did not hear the SIGINT |
   * | SIGINT after `repeatMs` | does what it did before the capture: by default it kills |
   * | *once the scope has closed:* what the first two rows name | still a repeat, until `repeatMs` is over |
   * | *once the scope has closed:* anything else | a request to open captures; with none it does what it did before |
   *
   * - **The window starts once.** Repeats do not extend it, and nothing stays alive for it.
   * - **A second Ctrl-C kills** on Node even while the cleanup blocks the event loop. Other signals come from machines, which repeat themselves: so
   *   an interrupted scope ignores them until it has closed.
   * - **A newer capture** does not hear repeats. If it was opened while the interrupted scope was open, everything that comes within that window is a
   *   repeat to it.
   * - **A prevented request** (`onSignal`) opens a window as if its scope had closed.
   * - **What {@link raiseSignal} sends** is no repeat once the scope has closed, or if the request was prevented.
   * - With 0, only what is dispatched in the same turn of the event loop is a repeat.
   * - A repeat that comes after the `'exit'` event, in the milliseconds that Node takes to end, can change the exit status.
   *
   * @defaultValue 500
   *
   * @example A launcher that relays slowly
   * ```ts
   * await using shutdown = captureSignals('SIGINT', { repeatMs: 2_000 });
   * await work(shutdown.signal);
   * ```
   */
  repeatMs?: number | undefined;
  /**
   * Milliseconds from the first signal until `signal` aborts: a whole number from 0 to 2 147 483 647. `promise` and `interrupted` change at once:
   * stop taking work, and finish what you have. `signal`, the tasks of `spawn`, `race` and `checkpoint` follow when the time is over, or when the
   * scope closes. `abort`, a parent's abort or a failure cuts the drain short; the interrupt stays the reason.
   *
   * This is for workers. For an HTTP server, use `delayMs` of `drainServer`: `drainMs` would only make its drain begin later. A worker that waits for
   * its next job opens a second capture without `drainMs`, and waits with the `signal` of that one, which aborts at once.
   *
   * Only the abort is delayed: `graceMs` still counts from the first signal, and a second Ctrl-C still kills. The process stays alive until the drain
   * is over or the scope has closed. A scope that was cancelled before the first signal does not drain.
   *
   * @defaultValue 0
   *
   * @example A worker that finishes its job
   * ```ts
   * await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { drainMs: 5_000, graceMs: 10_000 });
   * while (!shutdown.interrupted) await sleep(100, undefined, { signal: shutdown.signal }); // a job
   * console.log('finished what it held');
   * ```
   */
  drainMs?: number | undefined;
  /**
   * Called with every request, before anything aborts, in the async context of the `captureSignals` call. Not called for repeats.
   * `event.preventDefault()` keeps the request from interrupting the capture, as asyncio's `loop.add_signal_handler` replaces what Ctrl-C does.
   *
   * - **A prevented request still opens a window**: the same signal within `repeatMs` is a repeat. A key that is pressed again sooner does not count.
   * - **If it throws**, the signal still counts: `interrupted` and `promise` have it. But the scope fails: it is cancelled with that error, and
   *   closing throws it.
   * - **If it returns a promise**, nothing waits for that. A rejection fails the scope while it is open. After closing it is an unhandled rejection.
   *
   * @param event The request.
   * @defaultValue none
   *
   * @example Ctrl-C twice
   * ```ts
   * await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], {
   *   onSignal(event) {
   *     if (event.signal !== 'SIGINT' || event.count > 1) return;
   *     event.preventDefault();
   *     console.log('Press Ctrl-C again to end');
   *   },
   * });
   * await work(shutdown.signal);
   * ```
   */
  onSignal?: ((event: SignalEvent) => void) | undefined;
  /**
   * While this capture is open, its requests are hidden from older captures. So Ctrl-C can stop one command of a program, and not the program. Newer
   * captures still hear the signal. What this capture ignores because it is already interrupted is not hidden: see {@link CaptureOptions.repeatMs}.
   * Nor is anything hidden from a watch: see {@link watchSignals}.
   *
   * @defaultValue `false`
   *
   * @example Ctrl-C ends the command, and the program goes on
   * ```ts
   * await using program = captureSignals();
   * try {
   *   await using command = captureSignals('SIGINT', { exclusive: true });
   *   await work(command.signal);
   * } catch (error) {
   *   if (!findInterrupt(error)) throw error;
   * }
   * console.log(`The program goes on: ${!program.signal.aborted}`);
   * ```
   */
  exclusive?: boolean | undefined;
  /**
   * While this capture is open, an exception or rejection that nobody caught, anywhere in the process, cancels the scope instead of ending the
   * process. So the cleanup runs first. It is handled like a task's failure: `signal` aborts with the error, `promise` resolves with `undefined` (unless a
   * signal came first), and grace begins.
   *
   * It does not close the scope: leaving the block does, as after any abort. Closing then throws the error, unless the block has received it from
   * `race` or `checkpoint`. If nobody catches it, the process ends with exit code 1. Every open capture with this option is cancelled, others are not.
   *
   * Other listeners for such errors still run. A rejection that the program's own `'unhandledRejection'` listener takes counts as caught. An
   * interrupt that nobody caught is not a failure. After closing, an uncaught error ends the process as usual.
   *
   * @defaultValue `false`
   *
   * @example An error in a timer waits for the cleanup
   * ```ts
   * await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { uncaught: true });
   * await using resource = { [Symbol.asyncDispose]: async () => console.log('cleaned up') };
   * setTimeout(() => { throw new Error('somewhere else'); }, 10);
   * await work(shutdown.signal);
   * ```
   */
  uncaught?: boolean | undefined;
  /**
   * Lets Ctrl-C kill a program whose event loop is stuck. Without it, a loop that is already stuck does not hear SIGINT, and SIGINT does not kill
   * either, because it is captured. Use it in programs that run code you do not control: then capturing does not make them harder to stop.
   *
   * Once the event loop has been stuck for a second, SIGINT does what it did before the capture: by default it kills at once, without cleanup, and
   * the terminal leaves raw mode. When the loop turns again, SIGINT is captured again.
   *
   * - **A SIGINT before the second is over** is heard when the loop turns; the next one kills.
   * - **SIGINT is given back for the whole process**, including captures without this option and `exclusive` ones. Other signals are not.
   * - If the program itself listens for SIGINT, nothing is given back.
   * - Being suspended (Ctrl-Z, a closed lid) does not count as stuck. Nor does {@link SignalCapture.interruptible}, which SIGINT breaks.
   * - After an interrupt, it also works within the window for repeats, however long that is.
   *
   * It costs a thread of about 10 MB, which looks four times a second. The loop counts as stuck after 1 to 1.5 seconds. It works on Node, except on
   * Windows, and only in a capture of SIGINT; elsewhere it does nothing.
   *
   * @defaultValue `false`
   *
   * @example Ctrl-C ends a program that is stuck
   * ```ts
   * await using shutdown = captureSignals('SIGINT', { watchdog: true });
   * console.log('Stuck from now on');
   * compute();
   * ```
   */
  watchdog?: boolean | undefined;
}

/**
 * The handle of an open scope, from {@link captureSignals}. A member called without its capture (`const { close } = shutdown`) throws a `TypeError`.
 *
 * - **An interrupt is an exception**, like Python's `KeyboardInterrupt`. `signal` aborts with an {@link InterruptError}, and whatever was given the
 *   signal throws it. Catch it around the scope, and the program goes on. Let it go, and the process dies by the signal once every disposable has
 *   run.
 * - **`signal` stays aborted.** What is given `signal` later rejects at once, also in a `finally`. This is as in a cancel scope of trio, and unlike
 *   asyncio. Do not give it to a cleanup.
 * - **The first reason wins.** Nothing replaces the reason that first cancelled the scope.
 * - **One reason, in one turn.** All open captures, their tasks and promises learn of a request in the turn of the event loop that delivers it,
 *   whatever other abort listeners do.
 * - **One request, however many signals.** See {@link CaptureOptions.repeatMs}.
 * - **No signal is lost at the end.** A signal that reached the process before closing began still counts. Closing throws an interrupt that the block
 *   cannot have seen: see {@link SignalCapture.close}.
 *
 * **How the process ends**
 *
 * | the block | the process |
 * |---|---|
 * | returns, no signal | exits 0, or with `process.exitCode` |
 * | returns normally after reading or awaiting the interrupt: you handled it | exits 0, or with `process.exitCode` |
 * | returns without having seen the interrupt | dies **by the signal**: closing throws the interrupt |
 * | lets the interrupt go, and nobody catches it | dies **by the signal**, after the `'exit'` listeners; nothing on stderr |
 * | throws another library's version of the abort: `CanceledError`, EPIPE, a child killed by the same signal | the same: see {@link InterruptError} |
 * | throws an error of its own | as with any uncaught error: stack trace, exit code 1 |
 * | is cut off by grace | dies by the signal (after a failure: exit code 1); by SIGKILL only if it blocks beyond grace |
 * | is cut off by a second Ctrl-C | dies by SIGINT |
 *
 * **Scopes that end together** all clean up first. What one block lets go waits until every scope with the same reason has closed, and then ends the
 * process. A floating promise that rejects just when one of them has closed counts as let go.
 *
 * Before the process dies by the signal, stdout and stderr are flushed and the terminal leaves raw mode. A second Ctrl-C flushes nothing, and SIGKILL does
 * neither.
 *
 * **Diagnostics.** A service can log its shutdown through channels of `node:diagnostics_channel`. A message is only made when somebody has
 * subscribed. It identifies its scope by `id`, a number that is unique in this copy of the package, and by `signals`. It does not expose the capture.
 *
 * | channel | message, besides `id` and `signals` |
 * |---|---|
 * | `capture-signals:opened` | |
 * | `capture-signals:requested` | `signal`, `count`, `prevented` (by `onSignal`) |
 * | `capture-signals:repeated` | `signal` |
 * | `capture-signals:graceExpired` | `signal` (`undefined` after a failure), `graceMs`, `tasks` |
 * | `capture-signals:closed` | `signal` (the first, if there was one), `errors` (what closing throws) |
 *
 * `opened` is published before {@link captureSignals} returns. `errors` lists what the scope itself throws. To include the error of a drain, close
 * the drain in the scope: `shutdown.defer(() => drain.close(), 'drain')`.
 *
 * @example A log of the shutdown
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel';
 *
 * subscribe('capture-signals:requested', (message) => {
 *   console.log(`asked to end by ${(message as { signal: string }).signal}`);
 * });
 * await work(shutdown.signal);
 * ```
 */
export interface SignalCapture extends AsyncDisposable {
  /**
   * Aborts with the {@link InterruptError} or with the reason of a cancellation. If the scope closes without either, it aborts with
   * `AbortError: The scope has closed`. Give it to whatever takes one: `fetch`, timers, streams. A child process that is given it is not waited for:
   * end the child in a `defer`. It corresponds to the context of Go's `signal.NotifyContext`.
   *
   * Always the same object. It takes any number of listeners without a warning. They run in the async context of the `captureSignals` call. Pass it
   * to a worker thread with `util.transferableAbortSignal(shutdown.signal)`; on Node 20 that loses the reason.
   *
   * The interrupt counts as seen by whoever has a listener on it when the interrupt comes, or reads it afterwards: see {@link SignalCapture.close}. While
   * the scope drains, a listener has not been told yet: it counts when `signal` aborts.
   * On Bun and Deno, taking `signal` is enough. On Deno, `events.once` and `events.on` reject without the interrupt: there, use
   * `await shutdown.race(once(…))`.
   *
   * @example Ctrl-C ends the wait
   * ```ts
   * await sleep(60_000, undefined, { signal: shutdown.signal });
   * ```
   */
  readonly signal: AbortSignal;
  /**
   * Resolves with the first signal, or with `undefined` if the scope is cancelled or closed without one. Never rejects. With `drainMs` it resolves
   * when the drain begins.
   *
   * **Reading** this property keeps the process alive until the scope is interrupted, cancelled or closing. Merely capturing does not: a process with
   * nothing left to do exits. A top-level `await using` closes at the end of the module, even while a server that it started still runs: await this
   * promise there.
   *
   * It settles when closing begins, once signals that had reached the process by then have been delivered. So a task or a cleanup that awaits it
   * never waits for itself. A signal that comes later is reported by closing.
   *
   * @example A server that runs until it is told to end
   * ```ts
   * import { createServer } from 'node:http';
   *
   * const server = createServer(handle).listen(0);
   * console.log(`${await shutdown.promise}: closing`);
   * server.close();
   * ```
   */
  readonly promise: Promise<SignalName | undefined>;
  /**
   * The interrupt, or `undefined` if there was none. Read it at any time, also after closing. It is set at once, even while the scope drains, or
   * after a cancellation for another reason. Reading the interrupt counts as having seen it: see {@link SignalCapture.close}.
   *
   * @example A loop that ends between two jobs
   * ```ts
   * while (!shutdown.interrupted) await sleep(10); // a job
   * console.log(`Ended by ${shutdown.interrupted.signal}`);
   * ```
   */
  readonly interrupted: InterruptError | undefined;
  /**
   * Cancels the scope from inside, as `AbortController.abort` does: `signal` has aborted when it returns. It does not close the scope. If the scope
   * is already cancelled, interrupted or closed, it does nothing, with two exceptions: it cuts a drain short, and an interrupt may follow another
   * reason.
   *
   * - **Given an {@link InterruptError}**, of any copy of this package, itself or as a `cause`, it acts on this scope as if that signal had arrived:
   *   it sets `interrupted`, resolves `promise` with the name and starts the grace. It does not call `onSignal`, and opens no window for repeats.
   * - **Any other reason** starts no grace. If a signal or an `InterruptError` follows, that sets `interrupted` and starts the grace, but the first
   *   reason stays the reason.
   * - **An error that is thrown as well**, and that nobody catches, waits until the scope has closed. It is dropped if the block then returns normally.
   *
   * @param reason What `signal` aborts with. An `AbortError` by default, the same as that of `AbortController.abort`.
   *
   * @example Work that is given up
   * ```ts
   * setTimeout(() => shutdown.abort(new Error('out of disk space')), 10);
   * await work(shutdown.signal).catch((error) => console.log(error.cause.message));
   * ```
   */
  abort(reason?: unknown): void;
  /**
   * Starts a background task of this scope. The task is called before `spawn` returns, with an AbortSignal of its own that aborts with the scope.
   * Closing aborts the signals of all tasks at once, then waits for the tasks. One failure cancels the others, as in asyncio's `TaskGroup`. At the end
   * of the block tasks are cancelled, as at the end of `asyncio.run`.
   *
   * - **A cancelled task** rejects its promise with the reason. That alone is never an unhandled rejection.
   * - **A task that fails** cancels the scope with its error, one turn after those who await the task have seen it. Closing throws the error, unless
   *   the block took the task's promise, awaited another task, which rejects with it, or received it from `race` or `checkpoint`. Several make an
   *   `AggregateError`. If the error came back through `signal` alone, closing cannot know: a `SuppressedError` then carries it twice, as `error` and
   *   as the `cause` of `suppressed`. `.catch` on another task does not count: so one that is ignored hides no failure.
   * - **A task is not the block.** An interrupt that only a task observed does not count as seen: closing throws it. There is one exception: the task
   *   got it from the capture (`interrupted`, `promise`, `race`, `checkpoint`, `signal.aborted`), not from its own signal, and did not then reject
   *   with it. What a task leaves behind, such as a timer, belongs to the block once the task has settled.
   * - Once the scope is cancelled, nothing is started, and the promise rejects with the reason. While the scope drains, tasks are still started.
   * - The first task creates an `AsyncLocalStorage`. On Node 20 and 22 that makes every promise of the process a little slower.
   *
   * @typeParam T What the task resolves with.
   * @param task Called at once with the task's own AbortSignal. If it throws before it returns, the promise rejects.
   * @param name Appears in the line that a forced end prints. The function's name by default, or `'task'`.
   * @returns A promise of the task's result. It need not be awaited.
   * @throws `TypeError` when `task` is not a function or `name` not a string.
   * @throws `Error`, as a rejection, when the scope has closed.
   *
   * @example Two tasks that end together
   * ```ts
   * async function task(name: string, signal: AbortSignal) {
   *   await work(signal).finally(() => console.log(`${name} stops`));
   * }
   *
   * shutdown.spawn((signal) => task('first', signal));
   * shutdown.spawn((signal) => task('second', signal), 'the second');
   * await work(shutdown.signal);
   * ```
   */
  spawn<T>(task: (signal: AbortSignal) => PromiseLike<T>, name?: string): Promise<T>;
  /**
   * Awaits something that takes no AbortSignal. Settles as `work` does, or rejects with the reason once `signal` aborts. If the scope is already
   * cancelled, it rejects with the reason even if `work` has settled.
   *
   * The work itself goes on, and its outcome is ignored. Only the failure of one of this scope's tasks is not: closing throws it. A race leaves
   * nothing behind on the capture, however often you call it. It does not keep the process alive: to wait for a signal alone, await `promise`.
   *
   * @typeParam T What `work` resolves with.
   * @param work A promise, or anything with a `then`. Not a function.
   * @returns A promise of the result of `work`.
   * @throws `TypeError` when `work` is not a promise.
   * @throws `Error`, as a rejection, when the scope has closed.
   *
   * @example Nobody waits any more, when Ctrl-C comes
   * ```ts
   * await shutdown.race(legacyWork());
   * ```
   */
  race<T>(work: PromiseLike<T>): Promise<T>;
  /**
   * For a loop that computes: lets signals in, and rejects with the reason once the scope is cancelled. Signals are heard only when the event loop
   * turns. This lets it turn if no checkpoint, of any capture, has done so for 5 ms. Most calls do not, and cost next to nothing. While the scope
   * drains it does not reject. The name comes from trio.
   *
   * @returns Resolves when the turn is over, or at once if none is due.
   * @throws The reason, as a rejection, when the scope is cancelled.
   * @throws `Error`, as a rejection, when the scope has closed.
   *
   * @example A loop that Ctrl-C ends
   * ```ts
   * for (const row of rows) {
   *   digest(row);
   *   await shutdown.checkpoint();
   * }
   * ```
   */
  checkpoint(): Promise<void>;
  /**
   * Runs a synchronous computation that never yields, and lets SIGINT break it, as in Python, but without running the `finally` blocks inside. The
   * interrupt is thrown from here. The computation need not know about signals.
   *
   * - **`finally` blocks and disposers inside the broken computation do not run.** Whatever it was doing stays half done: a `console.log` that is
   *   broken while it writes can leave stdout silent for good. Keep what needs cleanup outside.
   * - **Only SIGINT breaks it**, and only where SIGINT would be a request to this capture. Otherwise the work runs to its end: in a capture of other
   *   signals, within the window for repeats, where an open `exclusive` capture hides SIGINT, and while the scope drains.
   * - **A SIGINT in flight** when it is called, or one that comes in its last moment, can be lost, or can kill: `vm` itself loses it. In a program
   *   that was busy before, first `await shutdown.checkpoint()`.
   * - **On Deno** the work always runs to its end. The interrupt comes at the next turn of the event loop.
   * - If `onSignal` prevents the request, the computation is broken all the same, and an {@link InterruptError} is thrown.
   * - When one call runs inside another, SIGINT breaks the outer one.
   *
   * @typeParam T What `work` returns.
   * @param work Called once, at once. A promise that it returns is passed on as it is: nothing asynchronous is broken.
   * @returns What `work` returns.
   * @throws What `work` throws; the interrupt when SIGINT has broken it; the reason when the scope is already cancelled.
   * @throws `TypeError` when `work` is not a function.
   * @throws `Error` when the scope has closed.
   *
   * @example Ctrl-C breaks a computation
   * ```ts
   * await shutdown.checkpoint();
   * console.log('Computing');
   * console.log(shutdown.interruptible(() => compute()));
   * ```
   */
  interruptible<T>(work: () => T): T;
  /**
   * Runs `cleanup` at closing, once all tasks have settled. Cleanups run newest first, one at a time, and each is awaited. Each runs even if another
   * threw; closing throws their errors. It is the scope's `AsyncDisposableStack.defer`, or Go's `defer`. A function given twice runs twice.
   *
   * - It may be called until the last cleanup has run, also by a cleanup.
   * - **A scope that nobody closes** is closed when the program has run out of work, and its cleanups run.
   * - **No cleanup runs** after a second Ctrl-C, the end of grace, `process.exit()`, an uncaught exception or SIGKILL.
   * - **With `atExit`**, a cleanup that has not begun when the process exits is called once from the `'exit'` event, newest first. Only its
   *   synchronous part runs: `rmSync` of a lock or a temporary folder. What it throws changes nothing. A second Ctrl-C, SIGKILL and a crash still
   *   skip it.
   *
   * @param cleanup Called without arguments. What it returns is awaited, and otherwise ignored.
   * @param options A name, or `{ name, atExit }`. The name appears in the line that a forced end prints: by default the function's name, or the
   * beginning of its source. `atExit` is `false` by default.
   * @throws `TypeError` when `cleanup` is not a function, and for a wrong or unknown option.
   * @throws `Error` when the last cleanup has run.
   *
   * @example A lock that goes also when a library calls process.exit()
   * ```ts
   * import { rmSync, writeFileSync } from 'node:fs';
   *
   * writeFileSync('my.lock', 'taken');
   * shutdown.defer(() => rmSync('my.lock'), { name: 'lock', atExit: true });
   * await work(shutdown.signal);
   * ```
   *
   * @example A pool that is ended last
   * ```ts
   * const pool = await connect();
   * shutdown.defer(() => pool.end(), 'pool');
   * await work(shutdown.signal);
   * ```
   */
  defer(cleanup: () => unknown, options?: string | { name?: string | undefined; atExit?: boolean | undefined }): void;
  /**
   * The block of `await using` as a function, for where that syntax is missing. Calls `main` with this capture, closes, and resolves with what `main`
   * returned. It corresponds to Python's `asyncio.run(main())`. What `main` throws is thrown. If closing throws as well, a `SuppressedError` holds
   * both, as with `await using`.
   *
   * If `main` throws another library's version of the interrupt (its own abort error, the death of a child by the same signal), that becomes the
   * interrupt: see {@link InterruptError}. `main` is called even if the scope is already cancelled.
   *
   * @typeParam T What `main` resolves with.
   * @param main The block. Called at once, and awaited.
   * @returns What `main` returns, once the scope has closed.
   * @throws `TypeError` when `main` is not a function.
   * @throws `Error`, as a rejection, when closing has begun.
   *
   * @example In plain JavaScript
   * ```js
   * await captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 }).run(async (shutdown) => {
   *   shutdown.defer(() => console.log('pool ended'), 'pool');
   *   await work(shutdown.signal);
   * });
   * ```
   */
  run<T>(main: (shutdown: this) => T | PromiseLike<T>): Promise<T>;
  /**
   * Closes the scope. Leaving an `await using` block calls this. It does the following in order: aborts `signal`, waits for all tasks, runs the
   * cleanups of `defer`, waits until signals already sent have been delivered, and stops listening. The signals then do again what they did before.
   *
   * - **Rejects with the interrupt** if the block cannot have seen it, as asyncio (Python 3.11 and later) raises `KeyboardInterrupt` after a busy
   *   main. There are two such cases. The interrupt came after closing had begun. Or nobody was waiting when it came (no listener of `signal`, no
   *   `race`, no pending `promise`, no `onSignal`), and nobody has read it since (`signal.aborted`, `interrupted`, ...). An interrupt that only a
   *   task observed does not count: see {@link SignalCapture.spawn}.
   * - **Rejects with the failures** that the block was not given: of tasks, of `defer`, of an `onSignal` that threw, of `uncaught`. Several make an
   *   `AggregateError`.
   * - **On Node** a signal that comes while it stops listening is either thrown or does what it did before. This does not cover a few microseconds
   *   inside the runtime. On Bun and Deno a tenth of a millisecond is not covered.
   * - **On Deno** signals arrive through another thread. To wait for them, closing sends SIGURG to the process itself. In a program that listens for
   *   SIGURG it does not, and a signal in flight may be lost.
   * - It does not reject with the reason of a cancellation, nor with an interrupt that the block has seen: whatever was given `signal` throws those.
   *
   * Calls while it closes share one promise; once that has settled, further calls resolve. A task or cleanup of the scope must not await it: each
   * would wait for the other.
   *
   * @example Where the syntax of await using is missing
   * ```ts
   * const capture = captureSignals();
   * try {
   *   await work(capture.signal);
   * } finally {
   *   await capture.close();
   * }
   * ```
   */
  close(): Promise<void>;
}
