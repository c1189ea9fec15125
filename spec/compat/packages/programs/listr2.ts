// listr2 <way>: a list with a task that takes its time.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { Listr } from 'listr2';
import { cleanup, ready, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const tasks = new Listr([{
  title: 'Working',
  task: async () => {
    ready();
    await setTimeout(60_000, undefined, { signal: shutdown.signal });
  },
}], way === 'plain' ? {} : { registerSignalListeners: false });
await tasks.run();
