// cleans-up <way> [options as JSON]: lets the interrupt go through a cleanup that is of one way or another.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

const [way, options = '{}'] = process.argv.slice(2);
const untilGivenBack = async () => {
  while (process.listenerCount('SIGINT') > 0) await setTimeout(10);
};

const cleanups = {
  quick: () => {},
  'is told twice': async () => {
    while (times < 2) await setTimeout(10);
  },
  hangs: async () => {
    await untilGivenBack();
    log('SIGINT is given back');
    await setTimeout(600_000);
  },
  'hangs on nothing': () => new Promise(() => {}),
  blocks: async () => {
    await untilGivenBack();
    log('SIGINT is given back');
    for (;;);
  },
};

const shutdown = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'], JSON.parse(options));
const { signal } = shutdown;
let times = 0;
if (way === 'is told twice') process.on('SIGINT', () => log(`somebody else hears SIGINT ${++times}`));
if (way === 'blocks at once') signal.addEventListener('abort', () => {
  log('blocks');
  for (;;);
});
try {
  log('ready');
  await setTimeout(600_000, undefined, { signal });
} finally {
  log('cleaning up');
  await cleanups[way]?.();
  log('cleaned up');
  await shutdown.close();
}
