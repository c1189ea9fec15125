// ends-beside <how>: a worker that waits for its next job ends with the interrupt at once, while another one drains.
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { captureSignals } from 'capture-signals';

await using working = captureSignals('SIGINT', { drainMs: 600_000 });
await using taking = captureSignals('SIGINT');

const ways: Record<string, () => Promise<unknown>> = {
  'throws it': () => taking.race(new Promise(() => {})),
  'wraps it': () => sleep(60_000, undefined, { signal: taking.signal }),
  'loses its child': () => promisify(execFile)(process.execPath, ['-e', 'process.kill(process.pid, "SIGINT")']),
};

const busy = working.spawn(async (signal) => {
  await working.promise;
  await sleep(100, undefined, { signal });
  console.log('job done');
});
const idle = working.spawn(async () => {
  if (process.argv[2] === 'loses its child') await working.promise;
  await ways[process.argv[2]!]!();
});
console.log('ready');
const [, { reason }] = await Promise.allSettled([busy, idle]) as [unknown, PromiseRejectedResult];
console.log(`idle: ${reason.message}, aborted: ${working.signal.aborted}, ${taking.signal.aborted}`);
