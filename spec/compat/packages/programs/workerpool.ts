// workerpool: a job that keeps a worker busy.
import { captureSignals } from 'capture-signals';
import workerpool from 'workerpool';
import { cleanup, ready, signalFor } from './support.ts';

await using shutdown = captureSignals();
const pool = workerpool.pool();
await using _pool = { [Symbol.asyncDispose]: async () => void (await pool.terminate(true)) };
await using _ = cleanup();
const job = pool.exec(() => {
  for (;;);
}, []);
signalFor(shutdown).addEventListener('abort', () => {
  job.cancel();
});
ready();
await job;
