import { describe } from '../input/describe.ts';
import { parseSignals, type SignalName } from '../interrupts/names.ts';
import { assertMainThread } from '../process/main-thread.ts';
import { Capture } from './capture.ts';
import { settingsOf } from './settings.ts';
import type { CaptureOptions, SignalCapture } from './signal-capture.ts';

const DEFAULT: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Starts listening for the given signals, and returns a handle, the capture. It opens a scope, which these signals interrupt. See
 * {@link SignalCapture} for what the scope guarantees and how the process ends. The idea comes from Go's `signal.NotifyContext`, from asyncio's main task,
 * which Ctrl-C cancels, and from Python's aioshutdown.
 *
 * However the block of `await using` ends (it returns, it throws, somebody cancels it, Ctrl-C, `kill`, a closed terminal), every disposable runs,
 * newest first. Then the signals do again what they did before. {@link SignalCapture.run} is the same block as a function. Without either, call
 * {@link SignalCapture.close}: otherwise the scope is closed only when the program has run out of work.
 *
 * What happens on Ctrl-C:
 *
 * 1. In one turn of the event loop `interrupted` is set, `promise` resolves with `'SIGINT'`, and `signal` and the scope's tasks abort with one
 *    {@link InterruptError}.
 * 2. Whatever was given `signal` rejects. The error travels up as any exception does: every `finally` and every disposable on its way runs.
 * 3. For `repeatMs`, further signals of the same Ctrl-C, relayed by launchers, belong to the same request.
 * 4. After that SIGINT does what it did before: a second Ctrl-C kills.
 * 5. If the scope is still open after `graceMs`, one line on stderr says what hangs, and the process is ended.
 * 6. If nobody catches the error, the process dies by SIGINT, silently.
 *
 * Good to know:
 *
 * - **It is listening when it returns**: a signal in the same tick is heard. There is one process listener per signal, however many captures are
 *   open. It is removed with the last of them. Importing the package touches nothing.
 * - **Every open capture of a signal hears it**, newest first, down to and including one that is `exclusive`. A second call opens a second scope.
 * - **Signals need a running event loop.** A loop that is already stuck when the first signal comes hears nothing, unless `watchdog` is on: see
 *   `checkpoint` and `interruptible`. SIGKILL, a crash, and `process.exit()` called elsewhere end the process without cleanup. Only `defer` with
 *   `atExit` runs at `process.exit()`.
 * - **It keeps nothing alive.** Only `promise`, a drain, the grace and a waiting watch do. When the program has run out of work, scopes that are not
 *   yet closing are closed, newest first; what they throw becomes an uncaught error. A scope that is already closing, and waits for what never
 *   settles, cannot go on: one line on stderr names what is unfinished, and the process dies by the signal, or exits with 1 after a failure, else
 *   with 13.
 * - **Other listeners stay.** If another listener of the signal remains, the process exits with 128 + n instead of dying by the signal. Packages
 *   built on signal-exit (execa, ora, inquirer) do not count: their callbacks run last, and the signal kills. A package that calls `process.exit`
 *   (exit-hook, close-with-grace) cuts the cleanup short. One that removes all listeners removes these, until the next capture opens.
 * - **Launchers differ.** The `tsx` command kills a child whose event loop is blocked, and turns death by a signal into exit code 128 + n: use
 *   `node --import tsx`. Some (yarn 1, `node --run`) return to the prompt before the program has cleaned up.
 * - **The package may be loaded twice** in one process.
 * - **Raw mode turns Ctrl-C into a key**, and no signal comes: see {@link raiseSignal}.
 * - **A signal that was ignored at the start** (`nohup`, `sh -c 'x &'`) is reset by Node when it starts. On Bun and Deno it is ignored again after
 *   closing; Deno needs permission to read `/proc/self/status` for that. SIGUSR1, once captured, does not start Node's debugger any more.
 * - **On Windows** there is no death by a signal: the process exits with 128 + n. This was tested with Node's Windows builds under Wine, not on
 *   Windows itself. Ctrl-Break and a closed console (SIGBREAK and SIGHUP there), and raw mode, could not be tested.
 *
 * @param signals One name or several. SIGINT, SIGTERM and SIGHUP by default; may be omitted before the options. A name that this platform lacks is
 * accepted, and never comes.
 * @param options See {@link CaptureOptions} for each, its default and its unit. A value of the wrong type, or an unknown option, is refused.
 * @returns The capture, whose scope is open.
 * @throws `TypeError` for what is not the name of a signal, for an empty list, and for a wrong or unknown option. The message suggests a name that is
 * close.
 * @throws `RangeError` for a signal that cannot be captured (see {@link SignalName}), and for milliseconds that are not a whole number from 0 to 2
 * 147 483 647.
 * @throws `Error` in a worker thread: signals reach the main thread only. Capture there, and pass the AbortSignal to the worker with
 * `util.transferableAbortSignal(shutdown.signal)`; on Node 20 that loses the reason. If it throws, nothing is left behind.
 *
 * @example A lock that is removed however the block ends
 * ```ts
 * import { rm, writeFile } from 'node:fs/promises';
 *
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 });
 * shutdown.defer(() => rm('my.lock'));
 * await writeFile('my.lock', 'taken');
 * await work(shutdown.signal); // Ctrl-C: the lock is removed, and the process dies by SIGINT
 * ```
 *
 * @example The program goes on after Ctrl-C
 * ```ts
 * try {
 *   await using shutdown = captureSignals('SIGINT');
 *   await work(shutdown.signal);
 * } catch (error) {
 *   const interrupt = findInterrupt(error); // Node's APIs wrap it: do not ask instanceof
 *   if (!interrupt) throw error;
 *   console.log(`Stopped by ${interrupt.signal}`);
 * }
 * ```
 */
export function captureSignals(signals?: SignalName | Iterable<SignalName>, options?: CaptureOptions): SignalCapture;
/**
 * The same with the default signals: `captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], options)`. See {@link SignalCapture} for what the scope
 * guarantees and how the process ends.
 *
 * @param options See {@link CaptureOptions} for each, its default and its unit.
 * @returns The capture, whose scope is open.
 * @throws `TypeError` for an option that is wrong or unknown, `RangeError` for milliseconds that are not a whole number from 0 to 2 147 483 647,
 * `Error` in a worker thread.
 *
 * @example The default signals
 * ```ts
 * await using shutdown = captureSignals({ graceMs: 5_000 });
 * await work(shutdown.signal);
 * ```
 */
export function captureSignals(options: CaptureOptions): SignalCapture;
export function captureSignals(first?: SignalName | Iterable<SignalName> | CaptureOptions, second?: CaptureOptions): SignalCapture {
  const [signals, options] = second === undefined && isOptions(first) ? [DEFAULT, first] : [first === undefined ? DEFAULT : first, second];
  const set = parseSignals('captureSignals', signals as Iterable<SignalName>);
  if (typeof options === 'string') {
    throw new TypeError(`captureSignals expected several signals in an array, as in ['SIGINT', 'SIGTERM'], received ${describe(options)} as a second argument`);
  }
  const settings = settingsOf(options);
  assertMainThread('captureSignals');
  return new Capture(set, settings);
}

function isOptions(value: unknown): value is CaptureOptions {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}
