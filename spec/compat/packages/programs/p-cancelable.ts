// p-cancelable: work that can be cancelled.
import { captureSignals } from 'capture-signals';
import PCancelable from 'p-cancelable';
import { cleanup, ready, signalFor } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const work = new PCancelable<void>((resolve, _reject, onCancel) => {
  const timer = setTimeout(resolve, 60_000);
  onCancel(() => clearTimeout(timer));
});
signalFor(shutdown).addEventListener('abort', () => work.cancel());
ready();
await work;
