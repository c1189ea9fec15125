// goes-on-and-ends-another <how>: a Ctrl-C was caught. Later another scope ends for a reason of its own, and an abort floats beside its cleanup: one
// without a cause, or the very interrupt.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

const how = process.argv[2]!;
const service = captureSignals('SIGTERM');
let caught: unknown;
try {
  await using command = captureSignals('SIGINT');
  process.kill(process.pid, 'SIGINT');
  await sleep(60_000, undefined, { signal: command.signal });
} catch (error) {
  if (!findInterrupt(error)) throw error;
  caught = error;
}
service.defer(async () => {
  await sleep(30);
  console.log('cleaned up');
});
void new Promise((_, reject) => service.signal.addEventListener('abort', () => reject(how === 'let go' ? caught : Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' }))));
if (how === 'cancelled') service.abort(new Error('the configuration has changed'));
await sleep(5);
await service.close();
console.log('going on');
