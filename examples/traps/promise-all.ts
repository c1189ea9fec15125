/**
 * `Promise.all` rejects with the first rejection. The block is left, and the process ends, while the others are still in their `finally`.
 *
 *     node --import tsx examples/traps/promise-all.ts wrong
 *     node --import tsx examples/traps/promise-all.ts right
 */
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

async function copy(name: string, flushMs: number, signal: AbortSignal) {
  const part = join(tmpdir(), `${name}.part`);
  writeFileSync(part, '');
  console.log(`Copying ${name}`);
  try {
    await sleep(60_000, undefined, { signal });
  } finally {
    await sleep(flushMs);
    await rm(part);
    console.log(`Removed ${name}.part`);
  }
}

async function wrong() {
  await using shutdown = captureSignals();
  const { signal } = shutdown;
  await Promise.all([copy('text', 0, signal), copy('film', 500, signal)]);
}

async function right() {
  await using shutdown = captureSignals();
  await Promise.all([
    shutdown.spawn((signal) => copy('text', 0, signal)),
    shutdown.spawn((signal) => copy('film', 500, signal)),
  ]);
}

await (process.argv[2] === 'wrong' ? wrong() : right());
