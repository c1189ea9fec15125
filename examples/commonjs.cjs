/**
 * CommonJS. There is no `await` at the top here, and none is needed: an interrupt that nobody catches ends the process by its signal,
 * silently, once the lock is gone; any other error is the uncaught error that it always was.
 *
 *     node examples/commonjs.cjs
 */
const { rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { captureSignals } = require('capture-signals');

const lock = join(tmpdir(), 'nightly-job.lock');

captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], { graceMs: 10_000 }).run(async (shutdown) => {
  await writeFile(lock, `${process.pid}\n`, { flag: 'wx' }); // fails where the job is running already
  shutdown.defer(async () => {
    await rm(lock);
    console.log('Released the lock');
  }, 'lock');

  for (let row = 1; row <= 100; row++) {
    console.log(`Row ${row}`);
    await sleep(500, undefined, { signal: shutdown.signal });
  }
});
