export { captureSignals } from './scope/capture-signals.ts';
export { findInterrupt, InterruptError } from './interrupts/interrupt-error.ts';
export { raiseSignal } from './process/raise-signal.ts';
export type { CaptureOptions, SignalCapture, SignalEvent } from './scope/signal-capture.ts';
export type { SignalName } from './interrupts/names.ts';
export { watchSignals } from './process/watch-signals.ts';
export type { SignalWatch, WatchOptions } from './process/watch-signals.ts';
