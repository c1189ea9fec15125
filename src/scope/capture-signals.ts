import { describe } from '../input/describe.ts';
import { abortSignal, callback, checkOptions, flag, milliseconds } from '../input/options.ts';
import { parseSignals, type SignalName } from '../signals/names.ts';
import { assertMainThread } from '../signals/subscribers.ts';
import { Capture } from './capture.ts';
import type { CaptureOptions, SignalCapture } from './signal-capture.ts';

const NO_OPTIONS: CaptureOptions = Object.freeze({});
const DEFAULT: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const OPTIONS = {
  signal: abortSignal,
  graceMs: milliseconds,
  repeatMs: milliseconds,
  drainMs: milliseconds,
  onSignal: callback,
  exclusive: flag,
  uncaught: flag,
  watchdog: flag,
};

/**
 * Opens a scope that the given signals interrupt. See {@link SignalCapture} for what it guarantees.
 *
 * - Listening has started when it returns; the process listens once per signal however many captures are open.
 * - Throws a `TypeError` or `RangeError` for what is not a signal, a signal that cannot be captured, or a wrong option, and leaves
 *   nothing behind. Throws an `Error` in a worker thread: signals reach the main thread only.
 * - Every open capture of a signal hears it, newest first, down to and including one that is `exclusive`.
 *
 * @param signals One name or several; `['SIGINT', 'SIGTERM', 'SIGHUP']` by default. May be left out: `captureSignals({ graceMs: 5_000 })`.
 *
 * @example A download that Ctrl-C cancels and cleans up
 * ```ts
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 });
 * const response = await fetch(url, { signal: shutdown.signal });
 * ```
 */
export function captureSignals(options: CaptureOptions): SignalCapture;
export function captureSignals(signals?: SignalName | Iterable<SignalName>, options?: CaptureOptions): SignalCapture;
export function captureSignals(first?: SignalName | Iterable<SignalName> | CaptureOptions, second?: CaptureOptions): SignalCapture {
  const [signals, options] = second === undefined && isOptions(first) ? [DEFAULT, first] : [first === undefined ? DEFAULT : first, second];
  const set = parseSignals('captureSignals', signals as Iterable<SignalName>);
  if (typeof options === 'string') {
    throw new TypeError(`captureSignals expected several signals in an array, as in ['SIGINT', 'SIGTERM'], received ${describe(options)} as a second argument`);
  }
  const given = checkOptions('captureSignals', options, OPTIONS);
  assertMainThread('captureSignals');
  return new Capture(set, given ?? NO_OPTIONS);
}

function isOptions(value: unknown): value is CaptureOptions {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}
