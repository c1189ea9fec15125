// Three tasks with 500 ms of cleanup each; tells what begins and what is done.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals();
for (const name of ['one', 'two', 'three']) {
  void shutdown.spawn(async (signal) => {
    try {
      await setTimeout(600_000, undefined, { signal });
    } finally {
      console.log(`cleanup begun: ${name}`);
      await setTimeout(500);
      console.log(`cleanup done: ${name}`);
    }
  }, name);
}
console.log('ready');
try {
  await setTimeout(600_000, undefined, { signal: shutdown.signal });
} finally {
  console.log('main leaves');
}
