import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { run, start, type Ended } from '../support/process.ts';
import { plainCommand } from '../support/runtime.ts';
import { BuiltExamples } from './built.ts';
import { temporaryDirectory } from './directory.ts';

const MOMENTS = Number(process.env['MOMENTS'] ?? 10);
const JOBS = 20;

interface Jobs {
  queue: string[];
  taken: string[];
  done: string[];
}

async function fill(directory: string, count: number, ms: number | (() => number)): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `job-${index}`);
  await mkdir(join(directory, 'queue'));
  await Promise.all(names.map((name) => writeFile(join(directory, 'queue', name), String(typeof ms === 'number' ? ms : ms()))));
  return names;
}

async function look(directory: string): Promise<Jobs> {
  const list = async (name: string) => (await readdir(join(directory, name)).catch(() => [])).sort();
  return { queue: await list('queue'), taken: await list('taken'), done: await list('done') };
}

/**
 * Node takes all signal listeners off between its 'exit' event and its end, which takes milliseconds. A signal that comes then kills
 * a process that has done all it had to do, as does one that comes when the queue is empty and the scope has closed. This tells
 * such deaths from those that come too early.
 */
const SAYS_EXIT = fileURLToPath(new URL('../programs/says-exit.mjs', import.meta.url));

const doneLines = ({ stdout }: Ended) => [...stdout.matchAll(/^done (.+)$/gm)].map((match) => match[1]!);

/** Every way to be told to end: what is sent, and how long after the one before. */
const WAYS = [
  [['SIGINT', 0]],
  [['SIGTERM', 0]],
  [['SIGINT', 0], ['SIGINT', 1]],
  [['SIGTERM', 0], ['SIGTERM', 1]],
  [['SIGTERM', 0], ['SIGINT', 0], ['SIGINT', 20]],
  [['SIGINT', 0], ['SIGTERM', 10], ['SIGINT', 40]],
  // The human who presses again when the repeats are over: kills, if the worker is still there.
  [['SIGINT', 0], ['SIGINT', 600]],
] as const;

describe('examples/queue-worker', function () {
  this.timeout(MOMENTS * 5_000 + 60_000);
  let built: BuiltExamples;
  before(async () => {
    built = await BuiltExamples.build();
  });
  after(() => built[Symbol.asyncDispose]());

  const work = (directory: string) => run(built.path('queue-worker'), { command: plainCommand, args: [directory] });
  const startWork = (directory: string) =>
    start(SAYS_EXIT, { command: plainCommand, args: [built.path('queue-worker'), directory], ready: 'Working' });

  it('does every job once', async () => {
    await using directory = await temporaryDirectory();
    const jobs = await fill(directory.path, JOBS, 5);
    const ended = await work(directory.path);
    expect(ended).to.include({ code: 0, signal: null, stderr: '' });
    expect(doneLines(ended).sort()).to.deep.equal(jobs.sort());
    expect(await look(directory.path)).to.deep.equal({ queue: [], taken: [], done: jobs });
  });

  it('finishes what it holds, takes nothing more and exits 0', async () => {
    await using directory = await temporaryDirectory();
    await fill(directory.path, 4, 400);
    await using child = await startWork(directory.path);
    while ((await look(directory.path)).taken.length < 2) await sleep(5);
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
    const { queue, taken, done } = await look(directory.path);
    expect([queue.length, taken.length, done.length]).to.deep.equal([2, 0, 2]);
  });

  it('puts back what it cannot finish in time, and ends by the signal', async () => {
    await using directory = await temporaryDirectory();
    const jobs = await fill(directory.path, 4, 600_000);
    await using child = await startWork(directory.path);
    while ((await look(directory.path)).taken.length < 2) await sleep(5);
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(await look(directory.path)).to.deep.equal({ queue: jobs, taken: [], done: [] });
  });

  it('takes over what a killed one has left', async () => {
    await using directory = await temporaryDirectory();
    const jobs = await fill(directory.path, 4, 300);
    await using child = await startWork(directory.path);
    while ((await look(directory.path)).taken.length < 2) await sleep(5);
    child.send('SIGKILL');
    await child.ended;
    expect((await look(directory.path)).taken).to.have.length(2);
    await work(directory.path);
    expect(await look(directory.path)).to.deep.equal({ queue: [], taken: [], done: jobs });
  });

  it('loses no job and does none twice, at whatever moment it is signalled', async () => {
    const ends: Record<string, number> = {};
    for (let i = 0; i < MOMENTS; i++) {
      await using directory = await temporaryDirectory();
      const way = WAYS[i % WAYS.length]!;
      const isPatient = way.at(-1)![1] === 600;
      const jobs = (await fill(directory.path, isPatient ? 4 : JOBS, () => Math.random() * (isPatient ? 1000 : 20))).sort();
      await using child = await startWork(directory.path);
      await sleep(Math.random() * 120);
      for (const [signal, ms] of way) {
        if (ms > 0) await sleep(ms);
        if (!child.hasExited) child.send(signal);
      }
      const ended = await child.ended;

      const hasExited = ended.stdout.endsWith('\nexit\n');
      const left = await look(directory.path);
      const isOver = hasExited || left.done.length === jobs.length;
      const wasKilled = isPatient && ended.signal === 'SIGINT' && !isOver;
      const about = `${JSON.stringify(way)}: ${JSON.stringify({ ended, left })}`;
      const end = wasKilled ? 'killed by the second' : ended.code === 0 ? 'exit 0' : `${ended.signal ?? ended.code} when all was over`;
      ends[end] = (ends[end] ?? 0) + 1;
      expect([...left.queue, ...left.taken, ...left.done].sort(), about).to.deep.equal(jobs);
      expect(ended.stderr, about).to.equal('');
      if (!wasKilled) {
        expect(isOver, about).to.equal(true);
        expect(left.taken, about).to.deep.equal([]);
        expect(doneLines(ended).sort(), about).to.deep.equal(left.done);
      }

      const rest = await work(directory.path);
      expect(rest, about).to.include({ code: 0, stderr: '' });
      expect(doneLines(rest).sort(), about).to.deep.equal([...left.queue, ...left.taken].sort());
      expect(await look(directory.path), about).to.deep.equal({ queue: [], taken: [], done: jobs });
    }
    console.log(`      signalled at ${MOMENTS} random moments, ${JSON.stringify(ends)}`);
  });
});
