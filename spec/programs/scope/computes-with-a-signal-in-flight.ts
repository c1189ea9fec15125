// computes-with-a-signal-in-flight <phase> [none]: SIGINT is on its way when a computation begins, for which the listeners come off: it is heard
// afterwards all the same. With `none` there is no signal, and nothing is heard.
import { readFile } from 'node:fs/promises';
import { captureSignals } from 'capture-signals';

const TRIES = 50;
const phases: Record<string, () => Promise<unknown>> = {
  'the check phase': () => new Promise(setImmediate),
  'the poll phase': () => readFile('/proc/self/stat'),
  'a microtask of it': () => readFile('/proc/self/stat').then(() => {}).then(() => {}),
};

const [phase, signal] = process.argv.slice(2);
let heard = 0;
for (let tries = 0; tries < TRIES; tries++) {
  const shutdown = captureSignals('SIGINT', { repeatMs: 0 });
  await phases[phase!]!();
  if (signal !== 'none') process.kill(process.pid, 'SIGINT');
  try {
    shutdown.interruptible(() => {
      for (const until = performance.now() + (tries % 3) / 2; performance.now() < until;);
    });
    for (let turn = 0; turn < 8; turn++) await new Promise(setImmediate);
  } catch {
    // it was not in flight any more
  }
  if (shutdown.interrupted) heard++;
  await shutdown.close().catch(() => {});
}
console.log(`heard ${heard}`);
