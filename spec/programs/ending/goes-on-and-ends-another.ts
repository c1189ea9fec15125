// goes-on-and-ends-another <how>: a Ctrl-C was caught. Later another scope ends for a reason of its own, or it is closing already, and an abort floats beside
// its cleanup: one without a cause, or the very interrupt.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

const how = process.argv[2]!;
const service = captureSignals('SIGTERM');
let caught: unknown;

async function catchInterrupt(): Promise<void> {
  try {
    await using command = captureSignals('SIGINT');
    process.kill(process.pid, 'SIGINT');
    await sleep(60_000, undefined, { signal: command.signal });
  } catch (error) {
    if (!findInterrupt(error)) throw error;
    caught = error;
  }
}

function float(): void {
  const { signal } = service;
  void new Promise((_, reject) => {
    const fail = (): void => reject(how === 'let go' ? caught : Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' }));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail);
  });
}

service.defer(async () => {
  if (how === 'closing') {
    await catchInterrupt();
    await sleep(5);
    float();
  }
  await sleep(30);
  console.log('cleaned up');
});
if (how === 'has opened another') {
  await catchInterrupt();
  captureSignals('SIGHUP');
  throw Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
}
if (how !== 'closing') {
  await catchInterrupt();
  float();
}
if (how === 'cancelled') service.abort(new Error('the configuration has changed'));
await sleep(5);
await service.close();
console.log('going on');
