// Has written a MiB that nobody reads yet when it is interrupted.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals(['SIGTERM'], process.argv[2] ? { graceMs: Number(process.argv[2]) } : {});
const { signal } = shutdown;
console.log('ready');
await setTimeout(60_000, undefined, { signal }).finally(() => {
  process.stdout.write(`${'x'.repeat(1023)}\n`.repeat(1024));
  process.stdout.write('the last line\n');
  process.stderr.write('and one for stderr\n');
});
