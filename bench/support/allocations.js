// Counts bytes that are allocated: what specs may assert, within a few bytes, unlike times.

/** Node has to run with these: a young generation so large that nothing is collected while we count. */
export const allocationFlags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];

export function allocated(count, work) {
  global.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) work(i);
  return Math.round((process.memoryUsage().heapUsed - before) / count);
}
