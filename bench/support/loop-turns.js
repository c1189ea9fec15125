// Counts turns of the event loop exactly: what specs may assert, unlike times.

export async function loopTurns(work) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  const before = performance.nodeTiming.uvMetricsInfo.loopCount;
  await work();
  return performance.nodeTiming.uvMetricsInfo.loopCount - before;
}
