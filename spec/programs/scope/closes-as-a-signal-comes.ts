// closes-as-a-signal-comes <tries>: sends itself a signal in the very moment in which the listener for it is taken off.
import { captureSignals, findInterrupt } from 'capture-signals';

const tries = Number(process.argv[2]);
const { off } = process;
let isToCome = false;
process.off = function (...args) {
  if (isToCome && args[0] === 'SIGUSR2') process.kill(process.pid, 'SIGUSR2'); // the system has handed it to the runtime when this returns
  if (args[0] === 'SIGUSR2') isToCome = false;
  return Reflect.apply(off, this, args);
};

let caught = 0;
for (let tried = 0; tried < tries; tried++) {
  const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
  isToCome = true;
  await capture.close().catch((error: unknown) => (caught += Number(findInterrupt(error) === capture.interrupted)));
  while (process.listenerCount('SIGUSR2') > 0) await new Promise(setImmediate);
}
console.log(`caught ${caught}, lost ${tries - caught}`);
if (process.connected) process.disconnect();
