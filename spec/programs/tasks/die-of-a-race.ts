// Awaits something that takes no AbortSignal, and lets the interrupt go.
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals();
await using _file = { [Symbol.asyncDispose]: async () => console.log('disposed') };
const keep = setInterval(() => {}, 600_000);
console.log('ready');
try {
  await shutdown.race(new Promise(() => {}));
} finally {
  clearInterval(keep);
}
