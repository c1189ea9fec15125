// Keeps the first request from interrupting.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

const shutdown = captureSignals('SIGINT', {
  repeatMs: 0,
  onSignal(event) {
    log(`request ${event.count}`);
    if (event.count === 1) event.preventDefault();
  },
});
try {
  log('ready');
  await setTimeout(600_000, undefined, { signal: shutdown.signal });
} finally {
  log('cleaned up');
  await shutdown.close();
}
