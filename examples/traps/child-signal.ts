/**
 * Node signals a child that is given `shutdown.signal`, but does not wait for it: the lock is removed while the child still cleans up.
 *
 *     node --import tsx examples/traps/child-signal.ts wrong
 *     node --import tsx examples/traps/child-signal.ts right
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureSignals } from 'capture-signals';

const lock = join(tmpdir(), 'build.lock');
const job = fileURLToPath(new URL('support/job.mjs', import.meta.url));

async function wrong() {
  await using shutdown = captureSignals();
  await writeFile(lock, '', { flag: 'wx' });
  shutdown.defer(() => rm(lock));
  const child = spawn('node', [job, lock], { stdio: 'inherit', signal: shutdown.signal });
  await once(child, 'close');
}

async function right() {
  await using shutdown = captureSignals();
  await writeFile(lock, '', { flag: 'wx' });
  shutdown.defer(() => rm(lock));
  const child = spawn('node', [job, lock], { stdio: 'inherit' });
  const closed = once(child, 'close');
  shutdown.defer(async () => {
    const isKey = process.stdin.isTTY && shutdown.interrupted?.signal === 'SIGINT';
    if (!isKey) child.kill(); // Ctrl-C has reached the child already
    await closed.catch(() => {}); // the block has thrown its error already
  }, 'job');
  await shutdown.race(closed);
}

await (process.argv[2] === 'wrong' ? wrong() : right());
