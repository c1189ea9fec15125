// A task fails; how the block ends is told by the argument.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const block = process.argv[2];

async function main(): Promise<void> {
  await using shutdown = captureSignals();
  await using _file = { [Symbol.asyncDispose]: async () => console.log('disposed') };
  const task = shutdown.spawn(async () => {
    await setTimeout(5);
    throw new Error('the disk is full');
  });
  if (block === 'returns') return;
  if (block === 'returns later') return void (await setTimeout(20));
  if (block === 'throws') throw new Error('the block has failed');
  if (block === 'waits with the signal') await setTimeout(600_000, undefined, { signal: shutdown.signal });
  if (block === 'waits for the promise') await shutdown.promise;
  if (block === 'awaits the task') await task;
  if (block === 'catches the task') await task.catch(() => console.log('caught'));
  if (block === 'races') await shutdown.race(new Promise(() => {}));
  if (block === 'computes') for (;;) await shutdown.checkpoint();
  if (block === 'is interrupted') {
    process.kill(process.pid, 'SIGINT');
    await setTimeout(600_000, undefined, { signal: shutdown.signal }).catch(() => console.log('interrupt caught'));
  }
}
await main();
