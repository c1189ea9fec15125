// Two tasks, and a wait for something that takes no AbortSignal.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

const shutdown = captureSignals('SIGINT');
async function task(name, ms, signal) {
  try {
    await setTimeout(600_000, undefined, { signal });
  } finally {
    await setTimeout(ms);
    log(`${name} has stopped`);
  }
}
try {
  shutdown.spawn((signal) => task('the slow one', 100, signal));
  shutdown.spawn((signal) => task('the quick one', 10, signal));
  log('ready');
  await shutdown.race(new Promise(() => {}));
} finally {
  await shutdown.close();
}
