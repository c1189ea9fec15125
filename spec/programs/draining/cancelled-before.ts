// A signal after a cancellation: nothing is left to drain, the first reason stays, and no timer keeps the process.
import { setImmediate } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals(['SIGINT'], { drainMs: 600_000 });
shutdown.abort(new Error('enough'));
process.kill(process.pid, 'SIGINT');
while (!shutdown.interrupted) await setImmediate();
console.log(`${shutdown.signal.reason.message}, ${shutdown.interrupted.signal}, ${await shutdown.promise}`);
