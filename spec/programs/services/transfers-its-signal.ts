// A worker thread that is given the signal itself. That of Node 20 forgets its reason on the way; the process ends by the signal all the same.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { transferableAbortSignal } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { captureSignals, findInterrupt } from 'capture-signals';

if (isMainThread) {
  await using shutdown = captureSignals('SIGTERM');
  const signal = transferableAbortSignal(shutdown.signal);
  await once(new Worker(new URL(import.meta.url), { workerData: signal, transferList: [signal] }), 'exit');
} else {
  console.log('Working');
  await sleep(60_000, undefined, { signal: workerData }).catch((error: unknown) => {
    console.log(`The thread: ${findInterrupt(error)?.signal}`);
    throw error;
  });
}
