// Something beside the block rejects with the interrupt while the block cleans up.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

const shutdown = captureSignals('SIGINT');
const { signal } = shutdown;
try {
  void setTimeout(600_000, undefined, { signal });
  log('ready');
  await setTimeout(600_000, undefined, { signal });
} finally {
  await setTimeout(50);
  log('cleaned up');
  await shutdown.close();
}
