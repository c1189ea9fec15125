// stdout: prints all the time, also while it cleans up.
import { setInterval, setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { cleanup, ready } from './support.ts';

await using shutdown = captureSignals();
await using _ = {
  async [Symbol.asyncDispose]() {
    for (let i = 0; i < 5; i++) {
      console.log('cleaning up');
      await setTimeout(5);
    }
    await cleanup()[Symbol.asyncDispose]();
    console.log('cleaned up');
  },
};
for await (const _ of setInterval(5, undefined, { signal: shutdown.signal })) {
  console.log('working');
  ready();
}
