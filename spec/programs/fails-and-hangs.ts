// fails-and-hangs [ready]: its onSignal throws, and its cleanup hangs, with a grace of 100 ms or, when it says that it is ready, of a minute.
import { captureSignals, raiseSignal } from 'capture-signals';

const isPatient = process.argv[2] === 'ready';
await using shutdown = captureSignals(['SIGUSR2', 'SIGINT'], {
  graceMs: isPatient ? 60_000 : 100,
  repeatMs: 50,
  onSignal: () => {
    throw new Error('from onSignal');
  },
});
const { promise } = shutdown;
if (isPatient) console.log('ready');
else raiseSignal('SIGUSR2');
await promise;
await new Promise(() => {});
