/** Milliseconds of a clock that nobody sets. Not `performance.now()`, which Node 20 takes 2 ms to load at a moment that cannot wait. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
