// Watches in a worker thread, which is refused.
import { parentPort } from 'node:worker_threads';
import { watchSignals } from 'capture-signals';

try {
  watchSignals('SIGHUP');
} catch (error) {
  parentPort!.postMessage(`${(error as Error).message}; ${process.listenerCount('SIGHUP')} listeners`);
}
