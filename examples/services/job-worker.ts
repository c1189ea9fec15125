/**
 * A worker that waits for its next job. An idle worker ends at once. A worker with a job in hand has `drainMs` to finish it, or else puts it back.
 *
 *     mkdir -p jobs/queue && node --import tsx examples/services/job-worker.ts jobs & sleep 3; echo 3000 > jobs/queue/one
 *
 * A job is a file in `<directory>/queue`. It contains the number of milliseconds that the job takes. The worker takes a job by moving its file to `taken`. One
 * process per directory.
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const { DRAIN_MS = '5000' } = process.env;
const [directory = '.'] = process.argv.slice(2);
const [queue, taken] = [join(directory, 'queue'), join(directory, 'taken')];

/** Waits for the next job, as BLPOP or a long poll does. When its signal aborts, it must not take a job any more. */
async function take(signal: AbortSignal): Promise<string> {
  while (true) {
    signal.throwIfAborted();
    const [name] = await readdir(queue);
    signal.throwIfAborted();
    if (name === undefined) await sleep(200, undefined, { signal });
    else {
      await rename(join(queue, name), join(taken, name));
      return name;
    }
  }
}

async function work(name: string, signal: AbortSignal) {
  const ms = Number(await readFile(join(taken, name), 'utf8'));
  console.log(`Working at ${name}`);
  await sleep(ms, undefined, { signal });
}

const putBack = (name: string) => rename(join(taken, name), join(queue, name));

await using working = captureSignals(['SIGINT', 'SIGTERM'], { drainMs: Number(DRAIN_MS), graceMs: Number(DRAIN_MS) + 3_000 });
await using taking = captureSignals(['SIGINT', 'SIGTERM']); // hears the same signal, and aborts at once

for (const path of [queue, taken]) await mkdir(path, { recursive: true });
for (const name of await readdir(taken)) await putBack(name); // left by a process that was killed

console.log('Waiting for jobs');
while (true) {
  const name = await take(taking.signal);
  try {
    await work(name, working.signal);
  } catch (error) {
    await putBack(name);
    throw error;
  }
  await rm(join(taken, name));
  console.log(`Done ${name}`);
}
