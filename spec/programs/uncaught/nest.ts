// Two scopes that take uncaught errors, the inner and the outer one.
import { captureSignals } from 'capture-signals';

await using outer = captureSignals('SIGINT', { uncaught: true });
await using inner = captureSignals('SIGINT', { uncaught: true });
setTimeout(() => {
  throw new Error('the disk is full');
}, 5);
await inner.race(new Promise(() => {})).catch((error: Error) => console.log(`inner: ${error.message}`));
await outer.race(new Promise(() => {})).catch((error: Error) => console.log(`outer: ${error.message}`));
