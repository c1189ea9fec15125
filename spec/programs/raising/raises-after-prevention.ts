// raises-after-prevention <signal>: raises a signal whose request was prevented, when nobody captures it any more.
import { captureSignals, raiseSignal, type SignalName } from 'capture-signals';
import { dispatched } from '../../support/in-flight.ts';

const name = process.argv[2] as SignalName;
let prevented!: () => void;
const isPrevented = new Promise<void>((resolve) => (prevented = resolve));
const shutdown = captureSignals(name, {
  onSignal(event) {
    event.preventDefault();
    prevented();
  },
});
const alive = setInterval(() => {}, 60_000);
raiseSignal(name);
await isPrevented;
await shutdown.close();
raiseSignal(name);
await dispatched();
clearInterval(alive);
console.log('lives on');
