// waits-for-a-change <repeatMs> [blocks]: is interrupted, cleans up and goes on; there is nothing more to do then, but for a runtime that watches its files.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { block } from '../../support/blocked.ts';

const [repeatMs, way] = process.argv.slice(2);
setInterval(() => {}, 1000).unref();
await captureSignals({ repeatMs: Number(repeatMs) }).run(async (shutdown) => {
  shutdown.defer(() => (way === 'blocks' ? undefined : sleep(10)));
  console.log('ready');
  await shutdown.promise;
  if (way !== 'blocks') return;
  console.log('blocking');
  block(600);
});
console.log('going on');
