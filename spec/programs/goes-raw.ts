// goes-raw <way>: puts the terminal into raw mode and is interrupted.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const way = process.argv[2]!;
await using shutdown = captureSignals(undefined, way === 'grace' ? { graceMs: 200 } : { repeatMs: 100 });
await using _ = {
  async [Symbol.asyncDispose]() {
    console.log('cleaning up');
    if (way === 'hangs') await setTimeout(60_000);
    if (way === 'grace') await new Promise(() => {});
  },
};
const { signal } = shutdown;
process.stdin.setRawMode(true);
process.stdin.on('data', (key) => {
  if (key.toString() === '\x03') process.kill(process.pid, 'SIGINT'); // what a raw terminal leaves to the program
});
console.log('ready');
await setTimeout(60_000, undefined, { signal }).finally(() => process.stdin.pause());
