import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals({ repeatMs: 60_000 });
await using _ = {
  async [Symbol.asyncDispose]() {
    await using saving = captureSignals();
    console.log('cleaning up');
    await once(process.stdin.resume(), 'data', { signal: saving.signal });
    process.stdin.pause();
    console.log('saved');
  },
};
const { signal } = shutdown;
console.log('ready');
await setTimeout(60_000, undefined, { signal });
