import { abortSignal, callback, checkOptions, flag, milliseconds } from '../input/options.ts';
import type { CaptureOptions, SignalEvent } from './signal-capture.ts';

/** The options of a capture, read once, with their defaults. */
export interface Settings {
  readonly signal: AbortSignal | undefined;
  /** Infinity: no limit. */
  readonly graceMs: number;
  readonly repeatMs: number;
  readonly drainMs: number;
  readonly onSignal: ((event: SignalEvent) => unknown) | undefined;
  readonly exclusive: boolean;
  readonly uncaught: boolean;
  readonly watchdog: boolean;
}

const DEFAULTS: Settings = Object.freeze({
  signal: undefined,
  graceMs: Infinity,
  repeatMs: 500,
  drainMs: 0,
  onSignal: undefined,
  exclusive: false,
  uncaught: false,
  watchdog: false,
});

const CHECKS = {
  signal: abortSignal,
  graceMs: milliseconds,
  repeatMs: milliseconds,
  drainMs: milliseconds,
  onSignal: callback,
  exclusive: flag,
  uncaught: flag,
  watchdog: flag,
};

/** Throws for a wrong or unknown option. */
export function settingsOf(options: CaptureOptions | undefined): Settings {
  const given = checkOptions('captureSignals', options, CHECKS);
  return given ? { ...DEFAULTS, ...(given as Partial<Settings>) } : DEFAULTS;
}
