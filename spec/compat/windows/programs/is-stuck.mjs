// is-stuck <options as JSON> [goes on]: a loop that is stuck before Ctrl-C comes, for ever or until the test says so.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { blockUntil, log } from './log.mjs';

const [options, goesOn] = process.argv.slice(2);
const shutdown = captureSignals('SIGINT', JSON.parse(options));
const { signal } = shutdown;
try {
  log('ready');
  blockUntil(goesOn ? 'pressed' : 'never');
  await setTimeout(500); // the heart beats again
  log('turning');
  await setTimeout(600_000, undefined, { signal });
} finally {
  log('cleaned up');
  await shutdown.close();
}
