// piscina: a job that does not end.
import { captureSignals } from 'capture-signals';
import { Piscina } from 'piscina';
import { cleanup, ready, signalFor } from './support.ts';

await using shutdown = captureSignals();
const pool = new Piscina({ filename: new URL('piscina-worker.js', import.meta.url).href });
await using _pool = { [Symbol.asyncDispose]: () => pool.destroy() };
await using _ = cleanup();
const job = pool.run(undefined, { signal: signalFor(shutdown) });
ready();
await job;
