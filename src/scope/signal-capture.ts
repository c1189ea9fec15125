/// <reference lib="esnext.disposable" preserve="true" />
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import type { SignalName } from '../interrupts/names.ts';

/**
 * A request to end, as {@link CaptureOptions.onSignal} sees it. The name and `preventDefault` are those of the DOM's events.
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
  /** How many requests this capture has had, this one included: 1 for the first. Repeats do not count, see {@link CaptureOptions.repeatMs}. */
  readonly count: number;
  /**
   * Keeps the capture uninterrupted by this request. What other captures hear does not change by it. It counts only while `onSignal` runs: a call
   * that comes later, after an `await` for example, changes nothing. A second call changes nothing. It works without its event, too.
   */
  preventDefault(): void;
}

/** The options of {@link captureSignals}. Each may be left out or `undefined`. An unknown one is a `TypeError`. */
export interface CaptureOptions {
  /**
   * A parent: when this AbortSignal aborts, the capture is cancelled with its reason. One that has aborted already cancels the capture at
   * once. When the reason is an {@link InterruptError}, as that of another capture's `signal` is, it interrupts this capture:
   * see {@link SignalCapture.abort}. The listener on the parent comes off when the scope has closed.
   * On Deno an older listener of the parent that calls `stopImmediatePropagation` keeps the abort from the capture.
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
   * Milliseconds from the first signal to the scope being closed: a whole number from 0 to 2 147 483 647. A scope that is open longer is ended
   * by force. One line on stderr says what hangs: the signal, the tasks that still run, the cleanups of `defer` that have not ended, the requests that a
   * drain waits for, the kinds of resource that are active. The library's own timers and stdio are not named. Then the process dies by the signal.
   *
   * - **Nothing dodges it.** A cleanup that waits for ever keeps the process alive until then; those behind it do not run. One that blocks the event loop is ended
   *   by a watchdog thread, with SIGKILL and without the line. As PID 1 nothing the process sends itself can kill it: there a blocked loop can only
   *   be ended by the container runtime.
   * - **A failure starts it, too** (a task's, or one that `uncaught` caught). The process then ends with exit code 1. A cancellation for another
   *   reason starts no grace.
   * - **It counts once**, from whatever came first. Later signals do not lengthen it.
   * - It follows the clock as it was when the package was loaded. Timers and clocks that a test has faked do not move it: that is what
   *   `mockSignals` of `capture-signals/testing` is for.
   * - A process that was suspended past its deadline (Ctrl-Z, a closed lid) is ended with the line and the `'exit'` listeners, too.
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
   * Milliseconds after the first signal in which every captured signal is a repeat of the same request: a whole number from 0 to
   * 2 147 483 647. Launchers such as npm, nodemon and tsx relay one Ctrl-C twice or three times.
   *
   * - **When the time is over**, SIGINT does again what it did before the capture: a second Ctrl-C kills. On Node it does so even while
   *   the cleanup blocks the event loop. Other signals come from machines, which repeat themselves: they are swallowed until the
   *   scope has closed.
   * - **When the scope closes earlier**, the same signal is swallowed until the time is over. Nothing stays alive for that.
   * - **The time counts from the first signal.** Repeats do not lengthen it.
   * - **What is a repeat for the whole process:** the same signal within this time, and any captured one within 50 ms. No other capture
   *   hears it, not even one that is opened meanwhile.
   * - **What is a repeat for the interrupted scope alone:** anything else, such as SIGTERM while it cleans up after Ctrl-C. To a capture that did not hear
   *   the first signal it is a request. A capture that is opened while an interrupted scope is open joins the window of that scope.
   * - **Once nobody is being interrupted** (the scopes have closed, or `onSignal` has prevented the request), a different signal after the
   *   50 ms is a request again. What the program raises itself with {@link raiseSignal} is no repeat then.
   * - With 0 only what is dispatched in the same turn of the event loop is a repeat.
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
   * Milliseconds from the first signal to `signal` aborting: a whole number from 0 to 2 147 483 647. The first signal resolves `promise` and sets
   * `interrupted` at once: stop taking work, and finish what you hold. `signal`, the tasks of `spawn`, `race` and `checkpoint` follow when the time is
   * over, or when the scope closes. `abort`, a parent that aborts and a failure cut the drain short; the interrupt stays the reason.
   *
   * It is for workers. A server has `delayMs` of `drainServer`, which would begin that much later with this option. A worker that waits for its next job should wait
   * beside `promise`, which resolves at once: `await Promise.race([queue.take(), shutdown.promise])`.
   *
   * It delays the abort and nothing else: `graceMs` counts from the first signal, and a second Ctrl-C kills. The process stays alive
   * until the drain is over or the scope has closed. A capture that was cancelled before drains nothing.
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
   * Called with every request, before anything is aborted, in the async context of the `captureSignals` call. Repeats are no requests.
   * `event.preventDefault()` keeps the capture uninterrupted, as asyncio's `loop.add_signal_handler` replaces what Ctrl-C means.
   *
   * - **A request that was prevented** is repeated by the same signal within `repeatMs` all the same: a key that is pressed again sooner does
   *   not count.
   * - **When it throws**, the scope is interrupted, but fails with that error: it is cancelled with it, and closing throws it.
   * - **When it returns a promise** nothing waits for it. A rejection fails the scope while that is open. After closing it is one that
   *   nobody handled.
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
   * While this capture is open, captures that were opened earlier do not hear its requests. So Ctrl-C can cancel one command of a
   * program, and not the program. Captures opened after it hear the signal as well. What is a repeat for this capture alone the earlier ones hear.
   * A watch hears its signals all the same: see {@link watchSignals}.
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
   * While this capture is open, an exception or rejection that nobody caught, anywhere in the process, does not end the process before the
   * cleanup. The scope fails with it, as with a task's error: it is cancelled with the error, `promise` gives `undefined`, grace begins, and closing throws
   * the error unless the block has received it already (from `race` or `checkpoint`). Every open capture that has asked for it fails. Other
   * listeners for such errors still run. A rejection that an `'unhandledRejection'` listener of the program takes is one that somebody caught. An
   * interrupt that nobody caught is no failure. After closing such an error ends the process as ever.
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
   * Capturing makes no program harder to stop. Without this option a loop that is stuck already hears no SIGINT, and SIGINT does not kill it any
   * more, since it is captured. Use it in programs that run code you do not know.
   *
   * While the event loop has been stuck for a second, SIGINT is what it was before the capture: by default it kills at once, without any cleanup, and the terminal
   * leaves raw mode. It is captured again when the loop turns.
   *
   * - **What comes before the second is over** is heard when the loop turns; the next one kills.
   * - **It is SIGINT of the process** that is given back: also that of captures without the option, and of an `exclusive` one. Other signals are not.
   * - A listener for SIGINT that the program has put on itself keeps it: then nothing is given back.
   * - Being suspended (Ctrl-Z, a closed lid) is not being stuck, nor is a computation in {@link SignalCapture.interruptible}, which SIGINT breaks.
   * - When the scope has been interrupted, it holds within the window for repeats, too, however long that is.
   *
   * It costs a thread, about 10 MB, which looks four times a second. The loop counts as stuck after a second to one and a half. Only on Node, not on
   * Windows, and only for a capture of SIGINT; elsewhere it changes nothing.
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
 * A capture, and the scope that it has opened, from {@link captureSignals}. A member that is called without its capture (`const { close } = shutdown`) is
 * a `TypeError`.
 *
 * - **An interrupt is an exception**, as Python's `KeyboardInterrupt` is. `signal` aborts with an {@link InterruptError}; whatever was given the
 *   signal throws it. Catch it around the scope, and the program goes on. Let it go, and the process ends by the signal once every disposable has run.
 * - **The abort stays.** As in a cancel scope of trio, and unlike in asyncio, whatever is given `signal` later rejects at once: in a `finally`, too. A
 *   cleanup is not given it.
 * - **The first reason wins.** Nothing overwrites what the scope was first cancelled with.
 * - **One reason, in one turn.** All open captures, their tasks and promises learn of a request in the turn in which it is delivered,
 *   whatever other abort listeners do.
 * - **One request, however many signals.** See {@link CaptureOptions.repeatMs}.
 * - **Nothing is lost at the end.** A signal that had reached the process before closing began is still honoured. An interrupt that the
 *   block cannot have seen is thrown by closing: see {@link SignalCapture.close}.
 *
 * **How the process ends**
 *
 * | the block | the process |
 * |---|---|
 * | finishes, no signal | exits 0, or with `process.exitCode` |
 * | sees the interrupt and returns normally | exits 0: the program chose so |
 * | lets the interrupt go, and nobody catches it | dies **by the signal**, after the `'exit'` listeners; nothing on stderr |
 * | throws an error of its own | as by any uncaught error: stack trace, exit code 1 |
 * | is ended by grace, or by a second Ctrl-C | dies by the signal (after a failure: exit code 1); by SIGKILL only when blocked beyond grace |
 * | lets go an error that *is* the interrupt in other words | as if it had let the interrupt go: see {@link InterruptError} |
 *
 * **Diagnostics.** A service can log its shutdown by channels of `node:diagnostics_channel`. Nothing is made when nobody has subscribed. Every message
 * describes its scope by `id`, a number that no other scope of this copy of the package has, and by `signals`. It does not hand out the capture.
 *
 * | channel | message, besides `id` and `signals` |
 * |---|---|
 * | `capture-signals:opened` | |
 * | `capture-signals:requested` | `signal`, `count`, `prevented` (by `onSignal`) |
 * | `capture-signals:repeated` | `signal` |
 * | `capture-signals:graceExpired` | `signal` (`undefined` after a failure), `graceMs`, `tasks` |
 * | `capture-signals:closed` | `signal` (the first, if there was one), `errors` (what closing throws) |
 *
 * `opened` is told before {@link captureSignals} returns. `errors` holds what the scope itself throws: a drain that is to be in it is closed by
 * `shutdown.defer(() => drain.close(), 'drain')`.
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
   * Aborts with the {@link InterruptError}, with the reason of a cancellation, or, when the scope closes without either, with an
   * `AbortError: The scope has closed`. Give it to what can be cancelled: `fetch`, timers, streams, child processes. It plays the part of
   * the context of Go's `signal.NotifyContext`.
   *
   * Always the same object. It takes any number of listeners without a warning. Its listeners run in the async context of the
   * `captureSignals` call. Hand it to a worker thread with `util.transferableAbortSignal(shutdown.signal)`; that of Node 20 forgets the reason.
   *
   * Whoever has a listener on it when the interrupt comes, or asks it afterwards, has seen the interrupt: see {@link SignalCapture.close}. On Bun and
   * Deno whoever takes `signal` counts as told. On Deno `events.once` and `events.on` reject without the interrupt: there
   * `await shutdown.race(once(…))`.
   *
   * @example Ctrl-C ends the wait
   * ```ts
   * await sleep(60_000, undefined, { signal: shutdown.signal });
   * ```
   */
  readonly signal: AbortSignal;
  /**
   * The first signal; `undefined` when the scope is cancelled or closed without one. Never rejects. With `drainMs` it resolves at the
   * beginning of the drain.
   *
   * Asking for it keeps the process alive until the scope is interrupted, cancelled or closing. Merely capturing does not: a process that has
   * nothing left to do exits, signals or not. Top-level `await using` closes at the end of the module, also while a server that it
   * started still runs: await this promise there. It settles when closing begins, once the signals that had reached the process by then are in. So
   * a task or a cleanup that awaits it never waits for itself. Of a signal that comes later closing tells.
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
   * The interrupt, once there was one, else `undefined`: to ask at any time, also after closing. It is set at once, also while the scope drains
   * and after a cancellation for another reason. Whoever asks has seen the interrupt: see {@link SignalCapture.close}.
   *
   * @example A loop that ends between two jobs
   * ```ts
   * while (!shutdown.interrupted) await sleep(10); // a job
   * console.log(`Ended by ${shutdown.interrupted.signal}`);
   * ```
   */
  readonly interrupted: InterruptError | undefined;
  /**
   * Cancels the scope from inside, as `AbortController.abort` does: `signal` aborts before it returns. It does not close the scope. Once the scope has
   * been cancelled, interrupted or closed, it does nothing, except that it cuts a drain short.
   *
   * - **An {@link InterruptError}**, of any copy of this package and also as a `cause`, is a request: it sets `interrupted`, settles `promise` with
   *   the name and starts the grace. It opens no window for repeats.
   * - **Any other reason** starts no grace. A request that comes after it, a signal or an `InterruptError`, sets `interrupted` and starts the grace,
   *   but the first reason stays the reason.
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
   * Starts a background task of this scope, before it returns, with an AbortSignal of its own that aborts with the scope. Closing tells all tasks at once, then
   * waits for all. A failure is that of a task in asyncio's `TaskGroup`: it cancels all the others. At the end of the block tasks are cancelled, as at the end
   * of `asyncio.run`.
   *
   * - **A cancelled task** rejects its promise with the reason. That alone is never an unhandled rejection.
   * - **A task that fails** cancels the scope with its error, a turn after who awaits the task has learnt of it. Closing throws the error, unless the block took the task's promise or received
   *   the error from `race` or `checkpoint`: then it comes as it is. Several make an `AggregateError`. Where the error came back through plain `signal`,
   *   closing cannot know, and a `SuppressedError` carries it twice: as `error`, and as the `cause` of `suppressed`.
   * - **A task is not the block.** An interrupt of which a task alone was told is thrown by closing all the same.
   * - Once the scope is cancelled nothing is started, and the promise rejects with the reason. While the scope drains tasks are started.
   * - The first task makes an `AsyncLocalStorage`, which on Node 20 and 22 has a small price for every promise of the process.
   *
   * @typeParam T What the task gives.
   * @param task Called at once with the task's own AbortSignal. What it throws before it returns is a rejection, too.
   * @param name Stands in the line that a forced end prints. The function's name by default, or `'task'`.
   * @returns What becomes of the task. It need not be awaited.
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
   * Awaits something that takes no AbortSignal: settles as `work` does, or rejects with the reason once `signal` aborts. When the scope is
   * cancelled already it rejects with the reason, also where `work` has settled.
   *
   * The work itself goes on, and what becomes of it is then ignored. The failure of a task of this scope is not: closing throws it. A race leaves
   * nothing behind on the capture, however often it is called. It does not keep the process alive: to wait for a signal alone, await `promise`.
   *
   * @typeParam T What `work` gives.
   * @param work A promise, or anything with a `then`. Not a function.
   * @returns What `work` gives.
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
   * For a loop that computes: lets signals in, and rejects with the reason once the scope is cancelled. A signal is heard when the event loop turns.
   * This gives it a turn when the last one that any checkpoint gave is more than 5 ms ago. Most calls do not, and cost next to nothing. The name is
   * trio's. While the scope drains it does not reject.
   *
   * @returns Resolves when the turn is over, or at once when none is due.
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
   * Runs a synchronous computation that never yields, and lets SIGINT break it, as Python does, but without the `finally` blocks inside. The interrupt is
   * thrown from here. The computation need not know of signals.
   *
   * - **`finally` blocks and disposers inside the broken computation do not run.** What it was in the middle of stays as it was: a
   *   `console.log` that is broken while it writes can leave stdout silent for good. Keep what needs cleaning up outside of it.
   * - **Only SIGINT breaks it**, and only while SIGINT would be a request to this capture. Elsewhere the work runs whole: in a capture of other
   *   signals, within the window for repeats, beside an open `exclusive` capture that hears it instead, while the scope drains.
   * - **A SIGINT that is in flight** when it is called, or comes in its last moment, can be lost, or kill: `vm` itself loses it. In a program that was busy,
   *   `await shutdown.checkpoint()` before.
   * - **On Deno** the work always runs whole, and the interrupt comes when the event loop turns next.
   * - When `onSignal` prevents the request, the computation is broken all the same, and an {@link InterruptError} is thrown.
   * - Inside of another one, SIGINT breaks the outer one.
   *
   * @typeParam T What `work` gives.
   * @param work Called at once, and once. A promise that it returns is given back as it is: nothing that is asynchronous is broken.
   * @returns What `work` returns.
   * @throws What `work` throws; the interrupt when SIGINT has broken it; the reason when the scope is cancelled already.
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
   * Has `cleanup` run at closing, when all tasks have ended: newest first, one after the other, awaited, each although another threw. What
   * they throw is thrown by closing. As Go's `defer`, or `AsyncDisposableStack.defer`, but for the scope. The same function given twice runs twice.
   *
   * - It can be called until the last cleanup has run, also from one of them.
   * - **A scope that nobody closes** is closed when the program has run out of work, and its cleanups run.
   * - **No cleanup runs** after a second Ctrl-C, the end of grace, `process.exit()`, an uncaught exception or SIGKILL.
   * - **With `atExit`** a cleanup that has not begun when the process exits is called once from the `'exit'` event, the newest first. It is for
   *   what is synchronous: `rmSync` of a lock or a temporary folder. What it throws changes nothing. A second Ctrl-C, SIGKILL and a crash get past it.
   *
   * @param cleanup Called without arguments. What it returns is awaited, and otherwise ignored.
   * @param options A name, or `{ name, atExit }`. The name stands in the line that a forced end prints: that of the function by default, or the beginning of its
   * source. `atExit` is `false` by default.
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
   * The block of `await using` as a function, for where that syntax is missing: calls `main` with this capture, closes, and gives what `main`
   * gave. It plays the part of Python's `asyncio.run(main())`. What `main` throws is thrown. When closing throws, too, a `SuppressedError` holds both, as with
   * `await using`.
   *
   * An error of `main` that is the interrupt in other words (an abort that some package has made of it, the death of a child by the
   * same signal) becomes the interrupt: see {@link InterruptError}. A scope that is cancelled already still calls `main`.
   *
   * @typeParam T What `main` gives.
   * @param main The block. Called at once, and awaited.
   * @returns What `main` gives, once the scope has closed.
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
   * Closes the scope. What leaving an `await using` block calls. In this order: it aborts `signal`, waits for all tasks, runs what `defer` was given,
   * waits until signals that were sent already have been delivered, and gives the signals back: they do again what they did before.
   *
   * - **Rejects with the interrupt** when the block cannot have seen it, as asyncio (Python 3.11 and later) raises `KeyboardInterrupt` after a busy
   *   main. That is so when it came after closing had begun. It is so, too, when it reached nobody as it came (no listener of `signal`, no `race`, no
   *   pending `promise`, no `onSignal`) and nobody has asked since (`aborted`, `interrupted`, ...). To tell a background task is not to tell the
   *   block.
   * - **Rejects with the failures** (of tasks, of `defer`, of an `onSignal` that threw, of `uncaught`) that the block was not given. Several
   *   make an `AggregateError`.
   * - **On Node** a signal that comes while it gives the signals back is either thrown or does what it did before. A few microseconds inside of the runtime
   *   are not covered; on Bun and Deno a tenth of a millisecond is not.
   * - **On Deno** signals take a way through another thread. Closing follows it with a SIGURG that the process sends to itself. In a program that
   *   listens to SIGURG there is none, and a signal in flight may be lost.
   * - It does not reject with the reason of a cancellation, nor with an interrupt that the block has seen: that is thrown by what was given `signal`.
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
