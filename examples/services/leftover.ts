/**
 * A process that has done its work, but is kept alive by something left over. `graceMs` does not help, because it applies to open scopes. So the program ends
 * itself.
 *
 *     node --import tsx examples/services/leftover.ts
 */
import { captureSignals } from 'capture-signals';

const { LEFTOVER_MS = '2000' } = process.env;

/** If anything still keeps the process alive after this many milliseconds, says what it is, and ends the process. */
function endLeftovers(ms: number): void {
  function end(): void {
    console.error(`Ended with something left over: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(); // with process.exitCode, which is 0 when nobody has set it
  }
  setTimeout(end, ms).unref();
}

try {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 1_000 });
  setInterval(() => {}, 60_000); // metrics, say. The cure: `.unref()` it, or clear it at the end
  console.log('Working');
  console.log(`${await shutdown.promise}: closing`);
} finally {
  endLeftovers(Number(LEFTOVER_MS)); // once everything is closed
}
