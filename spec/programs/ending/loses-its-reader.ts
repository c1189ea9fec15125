// loses-its-reader <how> <file> [beside]: nobody reads stdout and stderr any more when stdin ends, as where the parent has died; and the program ends by that. Whether
// the cleanup has come to its end shows in the file, and what anybody was told of.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'node:test';
import { captureSignals, InterruptError, raiseSignal, type SignalCapture } from 'capture-signals';

const [how, file, beside] = process.argv.slice(2);
const notes = (text: string) => appendFileSync(file!, `${text}\n`);

const hows: Record<string, (shutdown: SignalCapture) => unknown> = {
  'aborts': (shutdown) => shutdown.abort(),
  'aborts with an error': (shutdown) => shutdown.abort(new Error('the client has gone')),
  'aborts with an interrupt': (shutdown) => shutdown.abort(new InterruptError('SIGHUP')),
  'raises SIGHUP': () => raiseSignal('SIGHUP'),
  'closes': (shutdown) => void shutdown.close(),
  'is told by its parent': () => parent.abort(new Error('the client has gone')),
  'fails in a task': (shutdown) => void shutdown.spawn(() => Promise.reject(new Error('the client has gone'))),
  'returns': () => end(),
  // Nothing ends then
  'has closed before': async (shutdown) => {
    await shutdown.close();
    process.stdout.write('too late\n');
    await notEnded();
  },
  'is idle': async () => {
    process.stdout.write('too early\n');
    await notEnded();
  },
};

async function notEnded(): Promise<void> {
  await sleep(2000);
  notes('not ended');
  process.exit(5);
}

const parent = new AbortController();
let end!: () => void;
const ended = new Promise<void>((resolve) => (end = resolve));

if (beside === 'a listener for uncaught errors') {
  process.on('uncaughtException', (error) => {
    notes(`caught ${error.message}`);
    process.exit(6);
  });
}
if (beside === 'listeners of stdout and stderr') {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => notes(`heard ${error.code}`));
}

async function main(): Promise<void> {
  await captureSignals(undefined, { graceMs: 10_000, signal: parent.signal }).run(async (shutdown) => {
    shutdown.defer(async () => {
      for (let line = 0; line < 3; line++) {
        console.log('closing', line);
        console.error('closing', line);
        await sleep(10);
      }
      if (beside === 'another failure of stdout') process.stdout.emit('error', new Error('no space left'));
      await sleep(10);
      notes('cleaned up');
    });
    process.stdin.resume().once('end', () => hows[how!]!(shutdown));
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate); // the reporter of node:test has begun then
    console.log('ready');
    if (how === 'returns' || how === 'has closed before') await ended;
    else await sleep(60_000, undefined, { signal: shutdown.signal });
  });
}

if (beside === 'node:test') void test('serves', main);
else await main();
