/**
 * Works through a queue, and loses no job, whenever a signal comes. After Ctrl-C or SIGTERM it takes no more jobs. It has `drainMs`
 * to finish the jobs in hand, and puts those back that it cannot finish.
 *
 *     node --import tsx examples/queue-worker.ts <directory>
 *
 * A job is a file in `<directory>/queue`. It contains the number of milliseconds that the job takes. The worker takes a job by moving its file
 * to `taken`, and moves it to `done` when the job is finished. Moving a file is atomic, so every job is always in exactly one of the three.
 * One process per directory.
 */
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const WORKERS = 2;
const [directory = '.'] = process.argv.slice(2);
const [queue, taken, done] = ['queue', 'taken', 'done'].map((name) => join(directory, name)) as [string, string, string];

/** Takes the next job. A job that is disposed of before it is finished goes back. */
async function takeJob() {
  for (const name of await readdir(queue)) {
    if (!(await move(name, queue, taken))) continue; // another worker was faster
    let isFinished = false;
    return {
      name,
      async finish() {
        isFinished = await move(name, taken, done);
      },
      async [Symbol.asyncDispose]() {
        if (!isFinished) await move(name, taken, queue);
      },
    };
  }
  return undefined;
}

async function move(name: string, from: string, to: string): Promise<boolean> {
  try {
    await rename(join(from, name), join(to, name));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function work(signal: AbortSignal) {
  while (!shutdown.interrupted) {
    await using job = await takeJob();
    if (job === undefined) return;
    const ms = Number(await readFile(join(taken, job.name), 'utf8'));
    await sleep(ms, undefined, { signal });
    await job.finish();
    console.log(`done ${job.name}`);
  }
}

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { drainMs: 2_000, graceMs: 5_000 });

for (const path of [queue, taken, done]) await mkdir(path, { recursive: true });
// Jobs of a process that was killed before it could put them back.
for (const name of await readdir(taken)) await move(name, taken, queue);

console.log('Working');
const workers = Array.from({ length: WORKERS }, (_, index) => shutdown.spawn(work, `worker ${index + 1}`));
await Promise.all(workers);
