// fails-more-than-once <who closes> [beside]: two cleanups fail, after a task, or the block, has failed or not.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

const [who, beside] = process.argv.slice(2);

async function block(shutdown: SignalCapture): Promise<void> {
  for (const name of ['one', 'two']) {
    shutdown.defer(() => {
      throw new Error(`cleanup ${name} has failed`);
    });
  }
  if (beside === 'a task') void shutdown.spawn(() => Promise.reject(new Error('something else has failed')));
  if (beside === 'a task') await setTimeout(5);
  if (beside === 'the block') throw new Error('something else has failed');
}

if (who === 'run') await captureSignals().run(block);
else if (who === 'close') {
  const shutdown = captureSignals();
  await block(shutdown).finally(() => shutdown.close());
} else {
  await using shutdown = captureSignals();
  await block(shutdown);
}
