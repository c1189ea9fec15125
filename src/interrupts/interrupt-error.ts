import { BRAND } from '../platform/brand.ts';
import { findCause } from './causes.ts';
import { describe } from '../input/describe.ts';
import { isSignalName, signalNumber, suggestion, type SignalName } from './names.ts';

/**
 * What a signal aborts with: the reason of `signal`, and the error that a block throws when it lets an interrupt go. It corresponds to Python's
 * `KeyboardInterrupt`.
 *
 * - **Recognised as an abort.** `name` is `'AbortError'` and `code` is `'ABORT_ERR'`, as on the errors of Node's own APIs.
 * - **Silent when nobody catches it.** stdout and stderr are flushed, the `'exit'` listeners run, and the terminal leaves raw mode. Then the process
 *   dies by `signal`, without a stack trace: shells, `make` and supervisors see the real cause. Where the signal cannot kill (PID 1 in a container,
 *   somebody else's listener, Windows) the process exits with {@link InterruptError.exitCode}.
 * - **Often wrapped.** Node's APIs put it into `cause`: use {@link findInterrupt}, not `instanceof`.
 * - **The program has the last word.** A program with an `uncaughtException` listener of its own decides what an uncaught interrupt does.
 *   `process.exit(n)` exits with `n`, whatever is open.
 *
 * **Another library's version.** axios, node-fetch, got, many SDKs and some of Node's own APIs replace your abort with an abort error of their own,
 * without a cause. (If it has a cause, the cause decides what it is.) A child in the same terminal dies of the same Ctrl-C: its error says so in
 * `signal`, as with `execFile`, or by an exit code of 128 + n. In `node deploy.js | tee log` the same key ends the reader, and writing fails with
 * EPIPE. If a scope was interrupted, such an error that nobody caught counts as the interrupt: the cleanup is complete, and the process dies by the
 * signal. Without an interrupt it is an error like any other.
 *
 * **Beside the block.** A floating promise, or an emitter without a listener, may let the reason of a scope go uncaught. That error is held back
 * until the scope has closed. How the block ends then decides how the process ends. This holds for every reason of a cancellation. An idle capture
 * holds nothing back.
 *
 * @example A cancellation that ends as Ctrl-C would
 * ```ts
 * shutdown.abort(new InterruptError('SIGINT'));
 * await work(shutdown.signal);
 * ```
 *
 * @example Its members
 * ```ts
 * const error = new InterruptError('SIGTERM');
 * console.log(error.signal, error.exitCode); // SIGTERM 143
 * ```
 */
export class InterruptError extends Error {
  /** Like that of every abort. */
  override readonly name = 'AbortError';
  /** Like that of the aborts of Node's own APIs. */
  readonly code = 'ABORT_ERR';
  /** The signal that asked for the end. */
  readonly signal: SignalName;
  /** What a shell reports for a process that died by this signal: 128 + the signal's number; 128 where the platform lacks the signal. */
  readonly exitCode: number;

  /**
   * Creates one, for {@link SignalCapture.abort} or for a test. By itself it interrupts nothing.
   *
   * @param signal The name that it carries.
   * @throws `TypeError` when `signal` is not the name of a signal that can be captured.
   */
  constructor(signal: SignalName) {
    if (!isSignalName(signal)) {
      throw new TypeError(`InterruptError expected a signal name such as 'SIGINT', received ${describe(signal)}${suggestion(signal)}`);
    }
    super(`Interrupted by ${signal}`);
    this.signal = signal;
    this.exitCode = 128 + (signalNumber(signal) ?? 0);
  }

  static {
    Object.defineProperty(this, 'name', { value: 'InterruptError' }); // also where identifiers are minified
    Object.defineProperty(this.prototype, BRAND, { value: 'interrupt' });
  }
}

/**
 * The {@link InterruptError} behind `error`, or `undefined` if there is none. Like Go's `errors.As`, it looks through wrappers. Never throws.
 *
 * - Follows `cause`, however deep, and stops at a cycle.
 * - Accepts an `AggregateError` or a `SuppressedError` only if everything it holds is an interrupt, and returns the first. A real error must not be
 *   hidden by an interrupt beside it.
 * - Recognises the error of another copy or version of this package. For one that comes from another thread or process, or from `structuredClone`, it
 *   returns a new `InterruptError`.
 * - Does not accept another library's abort error. Only uncaught errors are judged that way: see {@link InterruptError}.
 *
 * `if (!findInterrupt(error)) throw error;` is what `except KeyboardInterrupt:` is in Python. For `except asyncio.CancelledError:`, whatever the
 * reason, check `signal.aborted`. A bare `catch` catches interrupts, too: JavaScript has no `BaseException`.
 *
 * @param error What was caught: any value.
 * @returns The interrupt itself, or a new one for a clone.
 *
 * @example Only a real error is an error
 * ```ts
 * try {
 *   await sleep(60_000, undefined, { signal: shutdown.signal });
 * } catch (error) {
 *   const interrupt = findInterrupt(error);
 *   if (!interrupt) throw error;
 *   console.log(`Stopped by ${interrupt.signal}`);
 * }
 * ```
 */
export function findInterrupt(error: unknown): InterruptError | undefined {
  return findCause(error, asInterrupt);
}

/** The error itself if it is an interrupt, of any copy of this package; a new one if it is a clone. */
export function asInterrupt(error: unknown): InterruptError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { [BRAND]: brand, signal, exitCode } = error as InterruptError & { [BRAND]?: unknown };
  if (brand !== 'interrupt') return fromClone(error);
  return typeof signal === 'string' && typeof exitCode === 'number' ? (error as InterruptError) : undefined;
}

/**
 * On its way to another thread an interrupt becomes a plain `Error`. Its message stays. So does its stack, if it had one, and that begins with the
 * name it had (seen on Node 20 to 26, Bun and Deno). An error that merely has the same message has `Error` there. What a worker threw keeps its
 * properties, and its stack may come after the line of source that threw it.
 */
function fromClone(error: object): InterruptError | undefined {
  const { message, stack, constructor } = error as Partial<Error>;
  const signal = typeof message === 'string' && constructor?.name === 'Error' ? message.replace(/^Interrupted by /, '') : undefined;
  if (!isSignalName(signal)) return undefined;
  const interrupt = new InterruptError(signal);
  const isSame = message === interrupt.message && Object.entries(error).every(([key, value]) => interrupt[key as keyof InterruptError] === value);
  return isSame && (stack === undefined || stack.split('\n').includes(`AbortError: ${message}`)) ? interrupt : undefined;
}
