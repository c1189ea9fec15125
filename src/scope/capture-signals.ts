import { describe } from '../input/describe.ts';
import { parseSignals, type SignalName } from '../interrupts/names.ts';
import { assertMainThread } from '../process/main-thread.ts';
import { Capture } from './capture.ts';
import { settingsOf } from './settings.ts';
import type { CaptureOptions, SignalCapture } from './signal-capture.ts';

const DEFAULT: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Opens a scope that the given signals interrupt. See {@link SignalCapture} for what the scope guarantees and how the process ends. The idea is that of
 * Go's `signal.NotifyContext`, of asyncio's main task that Ctrl-C cancels, and of Python's aioshutdown.
 *
 * However the block of `await using` ends (it finishes, it throws, somebody cancels it, Ctrl-C, `kill`, a closed terminal), every disposable
 * runs, newest first; then the signals do again what they did before. {@link SignalCapture.run} is the same block as a function. Without either, call
 * {@link SignalCapture.close}; else the scope is closed only when the program has run out of work.
 *
 * What happens on Ctrl-C:
 *
 * 1. In one turn of the event loop `interrupted` is set, `promise` resolves with `'SIGINT'`, and `signal` and the scope's tasks abort with one
 *    {@link InterruptError}.
 * 2. What was given the signal rejects. The error goes up as any exception does: every `finally` and every disposable on its way runs.
 * 3. For `repeatMs` the same Ctrl-C, relayed by launchers, is the same request.
 * 4. After that SIGINT is what it was before: a second Ctrl-C kills.
 * 5. When `graceMs` is over and the scope is still open, one line on stderr says what hangs, and the process is ended.
 * 6. When nobody has caught the error, the process dies by SIGINT, silently.
 *
 * What there is to know:
 *
 * - **Listening has started when it returns**: a signal in the same tick is heard. The process listens once per signal, however many captures are
 *   open, until the last has closed. Importing the package touches nothing.
 * - **Every open capture of a signal hears it**, newest first, down to and including one that is `exclusive`. A second call opens a second scope.
 * - **What cannot be heard.** An event loop that is stuck already when the first signal comes hears nothing, unless `watchdog` is on: see
 *   `checkpoint` and `interruptible`. SIGKILL, a crash, and `process.exit()` called elsewhere end the process without cleanup; what `defer` was given with
 *   `atExit` runs at the last of these.
 * - **It keeps nothing alive.** Only `promise`, a drain, the grace and a waiting watch do. When the program has nothing left to do, the scopes whose closing has
 *   not begun are closed, newest first, and what they throw is told as an uncaught error. A scope that is closing and waits for what nobody will settle is
 *   ended: one line on stderr names what is unfinished, and the process dies by the signal, or exits with 1 after a failure, else with 13.
 * - **Other listeners stay.** With another listener of a signal the process exits with 128 + n, where it would have died by the signal. Packages built on
 *   signal-exit (execa, ora, inquirer) have their callbacks run last, and the signal kills. One that calls `process.exit` (exit-hook,
 *   close-with-grace) cuts the cleanup short. One that removes all listeners removes these, until the next capture opens.
 * - **Launchers have their own ways.** The `tsx` command kills a child whose loop is blocked, and turns death by a signal into exit code 128 + n: use
 *   `node --import tsx`. Some (yarn 1, `node --run`) give the prompt back before the program has cleaned up.
 * - **Two copies of the package** get along in one process.
 * - **Raw mode makes Ctrl-C a key**, and no signal comes: see {@link raiseSignal}.
 * - **A signal that was ignored at the start** (`nohup`, `sh -c 'x &'`) Node resets at its own start. On Bun and Deno it is ignored again after
 *   closing; Deno asks for leave to read `/proc/self/status`, which tells that. SIGUSR1, once captured, does not get Node's debugger back.
 * - **On Windows** there is no death by signal: the process exits with 128 + n. It was tested with Node's Windows builds under Wine, not on Windows
 *   itself; Ctrl-Break and a closed console (SIGBREAK and SIGHUP there), and raw mode, could not be tried.
 *
 * @param signals One name or several. SIGINT, SIGTERM and SIGHUP by default; may be left out before the options. A name that this platform lacks
 * is accepted, and never comes.
 * @param options See {@link CaptureOptions} for each, its default and its unit. A value of the wrong type, or an unknown option, is refused.
 * @returns The capture of the open scope.
 * @throws `TypeError` for what is not the name of a signal, for an empty list, and for a wrong or unknown option. The message says what was meant
 * where that is close.
 * @throws `RangeError` for a signal that cannot be captured, as {@link SignalName} tells, and for milliseconds that are not a whole number from 0 to
 * 2 147 483 647.
 * @throws `Error` in a worker thread: signals reach the main thread only. Capture there, and hand the AbortSignal over with
 * `util.transferableAbortSignal(shutdown.signal)`; that of Node 20 forgets the reason. Whatever it throws, nothing is left behind.
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
 * Opens a scope that SIGINT, SIGTERM and SIGHUP interrupt, as `captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], options)` does. All that is said of that
 * call holds. See {@link SignalCapture} for what the scope guarantees and how the process ends.
 *
 * @param options See {@link CaptureOptions} for each, its default and its unit.
 * @returns The open scope.
 * @throws `TypeError` for an option that is wrong or unknown, `RangeError` for milliseconds that are not a whole number from 0 to
 * 2 147 483 647, `Error` in a worker thread.
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
