import { captureSignals, raiseSignal } from 'capture-signals';

await using shutdown = captureSignals('SIGUSR2', {
  graceMs: 100,
  onSignal: () => {
    throw new Error('from onSignal');
  },
});
raiseSignal('SIGUSR2');
await shutdown.promise;
await new Promise(() => {});
