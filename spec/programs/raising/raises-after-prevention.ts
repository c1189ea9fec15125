// raises-after-prevention <signal>: raises a signal whose request was prevented, when nobody captures it any more.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalName } from 'capture-signals';

const name = process.argv[2] as SignalName;
const shutdown = captureSignals(name, { onSignal: (event) => event.preventDefault() });
raiseSignal(name);
await setTimeout(100);
await shutdown.close();
raiseSignal(name);
await setTimeout(100);
console.log('lives on');
