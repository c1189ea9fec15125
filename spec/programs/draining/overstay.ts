// Drains for ever: grace counts from the first signal.
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals(['SIGTERM'], { drainMs: 600_000, graceMs: 200 });
const worker = shutdown.spawn(() => new Promise<void>(() => {}), 'job 1');
console.log('ready');
await shutdown.promise;
console.log('draining');
await worker;
