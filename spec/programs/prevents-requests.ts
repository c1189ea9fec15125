import { captureSignals, raiseSignal } from 'capture-signals';

let requests = 0;
const capture = captureSignals(['SIGUSR2', 'SIGTERM'], {
  repeatMs: 200,
  onSignal: (event) => {
    console.log(`request ${event.count} ${event.signal}`);
    requests = event.count;
    event.preventDefault();
  },
});
const turns = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
};
raiseSignal('SIGUSR2');
while (requests === 0) await turns();
raiseSignal('SIGUSR2');
raiseSignal('SIGTERM');
await turns();
// One that came within the window and is dispatched late, from behind a blocked loop, is a repeat too.
raiseSignal('SIGTERM');
for (const until = Date.now() + 400; Date.now() < until;);
await turns();
await new Promise((resolve) => setTimeout(resolve, 50));
raiseSignal('SIGUSR2');
await turns();
await capture.close();
console.log(capture.interrupted ? 'interrupted' : 'not interrupted');
