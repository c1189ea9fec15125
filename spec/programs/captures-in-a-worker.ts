import { parentPort } from 'node:worker_threads';
import { captureSignals } from 'capture-signals';

try {
  captureSignals();
  parentPort?.postMessage('captured');
} catch (error) {
  parentPort?.postMessage((error as Error).message);
}
