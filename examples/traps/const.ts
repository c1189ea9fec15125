/**
 * `const` instead of `await using`: the scope closes only when the program has nothing left to do. Until then the lock is held, and the first Ctrl-C ends nothing.
 *
 *     node --import tsx examples/traps/const.ts wrong
 *     node --import tsx examples/traps/const.ts right
 */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const lock = join(tmpdir(), 'index.lock');

async function wrong() {
  const shutdown = captureSignals();
  await writeFile(lock, '', { flag: 'wx' });
  shutdown.defer(() => rm(lock));
  await sleep(100, undefined, { signal: shutdown.signal });
}

async function right() {
  await using shutdown = captureSignals();
  await writeFile(lock, '', { flag: 'wx' });
  shutdown.defer(() => rm(lock));
  await sleep(100, undefined, { signal: shutdown.signal });
}

await (process.argv[2] === 'wrong' ? wrong() : right());
console.log(`Indexed; the lock is ${existsSync(lock) ? 'still there' : 'gone'}`);
if (process.argv[3] === 'fails') throw new Error('The rest has failed');
await sleep(60_000); // the rest of the program
