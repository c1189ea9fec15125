/* Clocks as they were when the package was loaded: a test's fake ones neither end the process nor stop `checkpoint`. */
import { process } from './builtins.ts';
import { RUNTIME } from './platform.ts';

const { hrtime } = process;

/**
 * Milliseconds of a monotonic clock. Not `performance.now()` on Node: Node 20 takes 2 ms to load it at a moment that cannot wait. Deno implements
 * `hrtime` with it.
 */
export const monotonicMs: () => number = RUNTIME === 'deno' ? performance.now.bind(performance) : () => {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
};

/** Milliseconds of the wall clock, which may be set: half the price of the other. */
export const wallMs = Date.now;
