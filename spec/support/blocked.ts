const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the event loop, for ever unless told, as a computation does, but leaves the processor to others. */
export function block(ms?: number): void {
  Atomics.wait(nobodyWakes, 0, 0, ms);
}
