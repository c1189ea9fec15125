// A failure that nobody caught starts the grace.
import { captureSignals } from 'capture-signals';

await using _shutdown = captureSignals('SIGINT', { uncaught: true, graceMs: 150 });
setTimeout(() => {
  throw new Error('the disk is full');
}, 5);
await new Promise(() => setInterval(() => {}, 600_000));
