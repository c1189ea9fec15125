export { captureSignals } from './capture-signals.ts';
export { findInterrupt, InterruptError } from './interrupt-error.ts';
export { raiseSignal } from './raise-signal.ts';
export type { CaptureOptions, SignalCapture, SignalEvent } from './signal-capture.ts';
export type { SignalName } from './signal-names.ts';
export { watchSignals } from './watch-signals.ts';
export type { SignalWatch, WatchOptions } from './watch-signals.ts';
