/**
 * nodemon restarts a program with SIGUSR2, which `captureSignals()` does not capture by default.
 *
 *     npx nodemon examples/traps/nodemon.mjs wrong
 *     npx nodemon examples/traps/nodemon.mjs right
 */
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const lock = join(tmpdir(), 'dev.lock');

async function work(shutdown) {
  await writeFile(lock, '', { flag: 'wx' });
  shutdown.defer(() => rm(lock));
  console.log('Working');
  await sleep(60_000, undefined, { signal: shutdown.signal });
}

async function wrong() {
  await captureSignals().run(work);
}

async function right() {
  await captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']).run(work);
}

await (process.argv[2] === 'wrong' ? wrong() : right());
