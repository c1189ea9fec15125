/* Clocks as they were when the package was loaded: a test's fake ones neither end the process nor stop `checkpoint`. */
import { process } from './builtins.ts';
import { RUNTIME } from './platform.ts';

const { hrtime } = process;

/** Milliseconds of a clock that nobody sets. Not `performance.now()`, which Node 20 takes 2 ms to load at a moment that cannot wait; Deno makes the other of it. */
export const monotonicMs: () => number = RUNTIME === 'deno' ? performance.now.bind(performance) : () => {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
};

/** Milliseconds of a clock that somebody may set: half the price of the other. */
export const wallMs = Date.now;
