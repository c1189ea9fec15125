export { captureSignals } from './scope/capture-signals.ts';
export { findInterrupt, InterruptError } from './signals/interrupt-error.ts';
export { raiseSignal } from './ending/raise-signal.ts';
export type { CaptureOptions, SignalCapture, SignalEvent } from './scope/signal-capture.ts';
export type { SignalName } from './signals/names.ts';
export { watchSignals } from './signals/watch-signals.ts';
export type { SignalWatch, WatchOptions } from './signals/watch-signals.ts';
