// p-queue <way>: a queue with a job that runs and one that waits.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import PQueue from 'p-queue';
import { cleanup, ready } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const queue = new PQueue({ concurrency: 1 });
const jobs = ['one', 'two'].map((job) => queue.add(() => setTimeout(60_000, job, { signal }), { signal }));
ready();
await Promise.all(jobs);
