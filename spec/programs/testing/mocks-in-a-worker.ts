// In a worker thread, where real signals do not come: is told, and would have been ended.
import { parentPort } from 'node:worker_threads';
import { captureSignals } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';

const signals = mockSignals();
let told: string | undefined;
void (async () => {
  await using shutdown = captureSignals('SIGTERM');
  await shutdown.race(new Promise(() => {})).finally(() => (told = shutdown.interrupted?.signal));
})();
signals.send('SIGTERM');
void signals.ending.then((ending) => parentPort!.postMessage({ told, ending }));
