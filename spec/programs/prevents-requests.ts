// Prevents every request, and says which there were. The repeats come as if from outside: what the program raises itself is none.
import { captureSignals } from 'capture-signals';
import { block } from '../support/blocked.ts';

let requests = 0;
const capture = captureSignals(['SIGUSR2', 'SIGTERM'], {
  repeatMs: 200,
  onSignal: (event) => {
    console.log(`request ${event.count} ${event.signal}`);
    requests = event.count;
    event.preventDefault();
  },
});
const send = (signal: 'SIGUSR2' | 'SIGTERM') => process.kill(process.pid, signal);
const turns = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
};
send('SIGUSR2');
while (requests === 0) await turns();
send('SIGUSR2');
send('SIGTERM'); // within the 50 ms in which a launcher relays
await turns();
// One that came within the window and is dispatched late, from behind a blocked loop, is a repeat too.
send('SIGUSR2');
block(400);
await turns();
await new Promise((resolve) => setTimeout(resolve, 50));
send('SIGUSR2');
await turns();
await capture.close();
console.log(capture.interrupted ? 'interrupted' : 'not interrupted');
