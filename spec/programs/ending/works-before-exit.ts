// A scope is interrupted and never closed, and the program has work left when all else is done.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

let times = 0;
process.on('beforeExit', async () => {
  if (times++ > 0) return;
  await setTimeout(20);
  console.log('the last work is done');
});
const scope = captureSignals('SIGTERM');
void setTimeout(60_000, undefined, { signal: scope.signal });
process.kill(process.pid, 'SIGTERM');
