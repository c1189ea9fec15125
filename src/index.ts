export { captureSignals } from './capture-signals.ts';
export { findInterrupt, InterruptError } from './interrupt-error.ts';
export type { CaptureOptions, SignalCapture, SignalEvent } from './signal-capture.ts';
export type { SignalName } from './signal-names.ts';
