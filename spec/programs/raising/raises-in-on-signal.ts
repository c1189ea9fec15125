// raises-in-on-signal <signal>: prevents a first SIGINT, and raises another signal, or the same, in its place.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalName } from 'capture-signals';

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], {
  onSignal(event) {
    console.log(event.signal);
    if (event.count > 1) return;
    event.preventDefault();
    raiseSignal(process.argv[2] as SignalName);
  },
});
console.log('ready');
await setTimeout(60_000, undefined, { signal: shutdown.signal });
