// SIGINT is on its way when a computation begins, for which the listeners come off: it is heard at the next checkpoint all the same.
import { captureSignals, findInterrupt } from 'capture-signals';

let lost = 0;
for (let tries = 0; tries < 50; tries++) {
  await using shutdown = captureSignals('SIGINT', { repeatMs: 0 });
  await shutdown.checkpoint();
  await new Promise(setImmediate);
  process.kill(process.pid, 'SIGINT');
  try {
    shutdown.interruptible(() => tries);
    for (let turn = 0; turn < 8; turn++) await new Promise(setImmediate);
    shutdown.signal.throwIfAborted();
    lost++;
  } catch (error) {
    if (!findInterrupt(error)) throw error;
  }
}
console.log(`lost ${lost}`);
