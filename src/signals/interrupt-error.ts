import { BRAND } from '../runtime/brand.ts';
import { findBehind } from './behind.ts';
import { describe } from '../input/describe.ts';
import { stackless } from '../runtime/stackless.ts';
import { isSignalName, signalNumber, suggestion, type SignalName } from './names.ts';

/**
 * What a signal aborts with: the reason of `signal`, and the error that a block throws when it lets an interrupt go. It plays
 * the part of Python's `KeyboardInterrupt`.
 *
 * - **An abort to everything that knows aborts.** `name` is `'AbortError'` and `code` is `'ABORT_ERR'`, as on the errors of
 *   Node's own APIs.
 * - **Silent when nobody catches it.** The process then ends by `signal`, with no stack trace.
 * - **Often wrapped.** Node's APIs put it into `cause`; ask {@link findInterrupt}, not `instanceof`.
 *
 * The constructor throws a `TypeError` when `signal` is not the name of a signal that can be captured.
 *
 * @example
 * ```ts
 * const error = new InterruptError('SIGTERM');
 * console.log(error.signal, error.exitCode); // SIGTERM 143
 * ```
 */
export class InterruptError extends Error {
  override readonly name = 'AbortError';
  readonly code = 'ABORT_ERR';
  /** The signal that asked for the end. */
  readonly signal: SignalName;
  /** What a shell shows for a process that ended by this signal: 128 + the signal's number. */
  readonly exitCode: number;

  constructor(signal: SignalName) {
    if (!isSignalName(signal)) {
      throw new TypeError(`InterruptError expected a signal name such as 'SIGINT', received ${describe(signal)}${suggestion(signal)}`);
    }
    super(`Interrupted by ${signal}`);
    this.signal = signal;
    this.exitCode = 128 + (signalNumber(signal) ?? 0);
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: 'interrupt' });
  }
}

/**
 * The {@link InterruptError} behind `error`, or `undefined` when there is none. Never throws.
 *
 * - Follows `cause`, however long; a cycle ends.
 * - Takes an `AggregateError` or a `SuppressedError` only when everything it holds is an interrupt, and gives the first: a real
 *   error beside an interrupt must not be taken for one.
 * - Recognises the error of another copy or version of this package, and one that comes from another thread or process, or from `structuredClone`, and
 *   gives an `InterruptError` for it.
 *
 * @example
 * ```ts
 * try {
 *   await setTimeout(1000, undefined, { signal: shutdown.signal });
 * } catch (error) {
 *   if (!findInterrupt(error)) throw error;
 * }
 * ```
 */
export function findInterrupt(error: unknown): InterruptError | undefined {
  return findBehind(error, asInterrupt);
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
  const interrupt = stackless(() => new InterruptError(signal));
  const isSame = message === interrupt.message && Object.entries(error).every(([key, value]) => interrupt[key as keyof InterruptError] === value);
  return isSame && (stack === undefined || stack.split('\n').includes(`AbortError: ${message}`)) ? interrupt : undefined;
}
