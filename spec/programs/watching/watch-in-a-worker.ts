// A worker thread tries to watch.
import { Worker, isMainThread } from 'node:worker_threads';
import { watchSignals } from 'capture-signals';

if (isMainThread) {
  new Worker(new URL(import.meta.url));
} else {
  try {
    watchSignals('SIGHUP');
  } catch (error) {
    console.log(`${(error as Error).message}; ${process.listenerCount('SIGHUP')} listeners`);
  }
}
