import { BRAND } from '../platform/brand.ts';
import { findCause } from './causes.ts';
import { describe } from '../input/describe.ts';
import { isSignalName, signalNumber, suggestion, type SignalName } from './names.ts';

/**
 * What a signal aborts with: the reason of `signal`, and the error that a block throws when it lets an interrupt go. It plays
 * the part of Python's `KeyboardInterrupt`.
 *
 * - **An abort to everything that knows aborts.** `name` is `'AbortError'` and `code` is `'ABORT_ERR'`, as on the errors of
 *   Node's own APIs.
 * - **Silent when nobody catches it.** The process then dies by `signal`, after the `'exit'` listeners, with no stack trace: shells, `make` and
 *   supervisors see the truth. Before that, what was written to stdout and stderr goes out, and the terminal leaves raw mode. Where the signal
 *   cannot kill (PID 1 in a container, somebody else's listener, Windows) the process exits with {@link InterruptError.exitCode}.
 * - **Often wrapped.** Node's APIs put it into `cause`; ask {@link findInterrupt}, not `instanceof`.
 * - **The program has the last word.** With an `uncaughtException` listener of its own the program decides what an interrupt that nobody caught
 *   does. `process.exit(n)` is an exit with `n`, whatever is open.
 *
 * **In other words.** axios, node-fetch, got, the SDKs and some of Node's own APIs turn your abort into one of their own, without a cause. (One that has a cause is
 * what its cause is.) A child of the same terminal dies of the same Ctrl-C, and an error says so in `signal`, as those of `execFile` do, or in an exit code of
 * 128 + n. In `node deploy.js | tee log` the reader dies of
 * the same key, and writing fails. Once a scope was interrupted, such an error that nobody caught is that interrupt: the cleanup is complete, and
 * the process dies by the signal. Without an interrupt each is an error as ever.
 *
 * **Beside the block.** A floating promise, or an emitter without listener, may reject with the reason of a scope, and nobody catches it. The error
 * is held back until the scope has closed. How the block ends then decides how the process ends. It is so with every reason of a cancellation. A
 * capture that was not interrupted holds nothing.
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
  /** As that of every abort. */
  override readonly name = 'AbortError';
  /** As that of the aborts of Node's own APIs. */
  readonly code = 'ABORT_ERR';
  /** The signal that asked for the end. */
  readonly signal: SignalName;
  /** What a shell shows for a process that ended by this signal: 128 + the signal's number; 128 where the platform lacks the signal. */
  readonly exitCode: number;

  /**
   * Makes one, as for {@link SignalCapture.abort} or a test. It interrupts nothing by itself.
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
 * The {@link InterruptError} behind `error`, or `undefined` when there is none. As Go's `errors.As`, it looks through what wraps it. Never throws.
 *
 * - Follows `cause`, however long; a cycle ends.
 * - Takes an `AggregateError` or a `SuppressedError` only when everything it holds is an interrupt, and gives the first: a real
 *   error beside an interrupt must not be taken for one.
 * - Recognises the error of another copy or version of this package. For one that comes from another thread or process, or from `structuredClone`,
 *   it gives an `InterruptError` made anew.
 * - Does not take an abort of somebody else's making for an interrupt. Only an uncaught error is judged so: see {@link InterruptError}.
 *
 * `if (!findInterrupt(error)) throw error;` is what `except KeyboardInterrupt:` is in Python. For `except asyncio.CancelledError:`, whatever the reason, ask
 * `signal.aborted`. A bare `catch` catches interrupts, too: JavaScript has no `BaseException`.
 *
 * @param error What was caught. Anything may be given.
 * @returns The interrupt itself, or one made anew for a clone.
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

/** The error itself, when it is an interrupt, of whatever copy of this package; a new one for what is left of one that was cloned. */
export function asInterrupt(error: unknown): InterruptError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { [BRAND]: brand, signal, exitCode } = error as InterruptError & { [BRAND]?: unknown };
  if (brand !== 'interrupt') return fromClone(error);
  return typeof signal === 'string' && typeof exitCode === 'number' ? (error as InterruptError) : undefined;
}

/**
 * On its way to another thread an interrupt becomes a plain `Error`. Its message stays, and so does its stack, if it had one, which has the name that it had
 * (seen on Node 20 to 26, Bun and Deno): that of an error which only says the same has `Error`. What a worker has thrown keeps its properties, and the line of the
 * source that threw it may stand before its stack.
 */
function fromClone(error: object): InterruptError | undefined {
  const { message, stack, constructor } = error as Partial<Error>;
  const signal = typeof message === 'string' && constructor?.name === 'Error' ? message.replace(/^Interrupted by /, '') : undefined;
  if (!isSignalName(signal)) return undefined;
  const interrupt = new InterruptError(signal);
  const isSame = message === interrupt.message && Object.entries(error).every(([key, value]) => interrupt[key as keyof InterruptError] === value);
  return isSame && (stack === undefined || stack.split('\n').includes(`AbortError: ${message}`)) ? interrupt : undefined;
}
