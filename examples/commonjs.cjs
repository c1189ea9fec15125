/**
 * CommonJS has no top-level `await`, and needs none here. If nobody catches the interrupt, the process dies by its signal, silently, once
 * the lock is removed. Any other error is an uncaught error, as always.
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
  await writeFile(lock, `${process.pid}\n`, { flag: 'wx' }); // fails if the job is already running
  shutdown.defer(async () => {
    await rm(lock);
    console.log('Released the lock');
  }, 'lock');

  for (let row = 1; row <= 100; row++) {
    console.log(`Row ${row}`);
    await sleep(500, undefined, { signal: shutdown.signal });
  }
});
