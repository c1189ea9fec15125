// cleans-up <way> [options as JSON]: lets the interrupt go through a cleanup that is of one way or another.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way, options = '{}'] = process.argv.slice(2);

const cleanups: Record<string, () => unknown> = {
  quick: () => {},
  waits: () => once(process.stdin.resume(), 'data').then(() => process.stdin.pause()),
  hangs: () => new Promise(() => {}),
  hangsAlive: () => setTimeout(60_000),
  blocks: () => {
    for (;;);
  },
};

process.on('exit', (code) => console.log(`exit ${code}`));
await using shutdown = captureSignals(undefined, JSON.parse(options));
await using _ = {
  async [Symbol.asyncDispose]() {
    console.log('cleaning up');
    await cleanups[way!]?.();
    console.log('cleaned up');
  },
};
if (way === 'blocksInListener') shutdown.signal.addEventListener('abort', () => {
  console.log('cleaning up');
  cleanups['blocks']!();
});
if (way === 'task') void shutdown.spawn(() => new Promise(() => {}), 'endless');
const { signal } = shutdown;
console.log('ready');
await setTimeout(60_000, undefined, { signal });
