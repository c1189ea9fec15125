/**
 * A process that has done its work, and in which something is left that keeps it alive. `graceMs` ends an open scope, and no more: what ends the process then
 * has to be asked for.
 *
 *     node --import tsx examples/services/leftover.ts
 */
import { captureSignals } from 'capture-signals';

const { LEFTOVER_MS = '2000' } = process.env;

/** Where something keeps the process alive for so long from now on, it is named, and the process ends. */
function endLeftovers(ms: number): void {
  function end(): void {
    console.error(`Ended with something left over: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(); // with process.exitCode, which is 0 when nobody has set it
  }
  setTimeout(end, ms).unref();
}

try {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 1_000 });
  setInterval(() => {}, 60_000); // metrics, say; `.unref()`, or clearing it at the end, is the cure
  console.log('Working');
  console.log(`${await shutdown.promise}: closing`);
} finally {
  endLeftovers(Number(LEFTOVER_MS)); // once all is closed
}
