/**
 * A worker thread that is interrupted together with the main thread. Signals reach only the main thread, so the worker is sent an AbortSignal. `findInterrupt`
 * finds the interrupt there, too. If the worker does not catch the interrupt, the process dies by the signal.
 *
 *     node --import tsx examples/services/threads.ts      # Node 22 and later; compiled it runs on Node 20, too
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { transferableAbortController } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { captureSignals, findInterrupt } from 'capture-signals';

if (isMainThread) await main();
else await work(workerData as AbortSignal);

async function main() {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 });
  // From Node 22 on, `transferableAbortSignal(shutdown.signal)` does the same in one call. On Node 20 it loses the reason.
  const sent = transferableAbortController();
  shutdown.signal.addEventListener('abort', () => sent.abort(shutdown.signal.reason));
  const thread = new Worker(new URL(import.meta.url), { workerData: sent.signal, transferList: [sent.signal] });
  await once(thread, 'exit'); // no signal here: the thread has its cleanup to do
}

async function work(signal: AbortSignal) {
  console.log('Working');
  try {
    await sleep(60_000, undefined, { signal });
  } catch (error) {
    console.log(`The thread was interrupted by ${findInterrupt(error)?.signal}`);
    throw error;
  } finally {
    await sleep(100); // its cleanup
    console.log('The thread has cleaned up');
  }
}
