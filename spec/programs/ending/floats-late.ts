// floats-late <how>: something is begun with the signal of a scope that was ended when nobody was there to be told, and rejects while the scope cleans up.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const how = process.argv[2]!;
const over = new AbortController();
over.abort(new Error('its parent is over'));

process.on('exit', (code) => console.log(`exit ${code}`));

async function main(): Promise<void> {
  await using shutdown = captureSignals('SIGTERM', how === 'its parent had aborted' ? { signal: over.signal } : {});
  await using _ = {
    async [Symbol.asyncDispose]() {
      await sleep(30);
      console.log('cleaned up');
    },
  };
  const { signal } = shutdown;
  if (how === 'while it closes') return shutdown.defer(() => void sleep(60_000, undefined, { signal: shutdown.signal }));
  if (how !== 'its parent had aborted') shutdown.abort(how.endsWith('with a string') ? 'enough' : new Error('enough'));
  if (how === 'a race') void shutdown.race(sleep(1000, undefined, { ref: false }));
  else if (how === 'a checkpoint') void shutdown.checkpoint();
  else if (how === 'a timer that is awaited later') {
    const later = sleep(60_000, undefined, { signal });
    await sleep(20);
    return later.catch(() => {});
  } else if (how.startsWith('a race that is awaited later')) {
    const later = shutdown.race(sleep(1000, undefined, { ref: false }));
    await sleep(20);
    return later.catch(() => {});
  } else if (how === 'a signal that was taken before') void sleep(60_000, undefined, { signal });
  else void sleep(60_000, undefined, { signal: shutdown.signal });
  await sleep(5);
}

await main();
await sleep(20);
