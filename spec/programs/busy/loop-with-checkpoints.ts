// Computes for ever, and lets signals in.
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals();
await using _file = { [Symbol.asyncDispose]: async () => console.log('disposed') };
console.log('ready');
for (let n = 0; ; n++) {
  Math.sqrt(n);
  await shutdown.checkpoint();
}
