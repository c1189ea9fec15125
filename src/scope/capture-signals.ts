import { Capture } from './capture.ts';
import { abortSignal, callback, checkOptions, flag, milliseconds } from '../input/options.ts';
import { assertMainThread } from '../signals/subscribers.ts';
import type { CaptureOptions, SignalCapture } from './signal-capture.ts';
import { parseSignals, type SignalName } from '../signals/names.ts';

const NO_OPTIONS: CaptureOptions = Object.freeze({});
const OPTIONS = {
  signal: abortSignal,
  graceMs: milliseconds,
  repeatMs: milliseconds,
  drainMs: milliseconds,
  onSignal: callback,
  exclusive: flag,
  uncaught: flag,
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
  assertMainThread('captureSignals');
  return new Capture(set, options ? { ...options } : NO_OPTIONS);
}

