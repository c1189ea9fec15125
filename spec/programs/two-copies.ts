// two-copies <folder> <way>: the package and another copy of it, in one process.
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { captureSignals, findInterrupt } from 'capture-signals';
import { block } from '../support/blocked.ts';

const [folder, way] = process.argv.slice(2);
const other: typeof import('capture-signals') = await import(pathToFileURL(`${folder}/index.js`).href);

if (way !== 'hangs') process.on('exit', (code) => console.log(`exit ${code}`)); // Bun's console.log blocks where nobody reads

async function scope(name: string, capture: typeof captureSignals, ms: number): Promise<void> {
  await using shutdown = capture(undefined, way === 'hangs' ? { graceMs: 300 } : way === 'blocks' ? { repeatMs: 100 } : {});
  const { signal } = shutdown;
  await setTimeout(60_000, undefined, { signal }).catch(async (error) => {
    if (way === 'hangs') {
      process.stdout.write('x'.repeat(2 ** 20)); // so that the end takes its time
      await new Promise(() => {});
    }
    if (way === 'blocks') {
      console.log('blocking');
      block();
    }
    await setTimeout(ms);
    console.log(name, findInterrupt(error)?.signal, other.findInterrupt(error)?.signal);
    throw error;
  });
}

if (way === 'catches') {
  const both = [captureSignals(), other.captureSignals()];
  for (const capture of both) void capture.race(new Promise(() => {}));
  console.log('ready');
  await both[0]!.promise;
  await setTimeout(20);
  for (const capture of both) await capture.close();
  console.log('returns');
  process.exit();
}

if (way === 'hands on') {
  const first = captureSignals('SIGTERM');
  const second = other.captureSignals('SIGINT', { signal: first.signal, graceMs: 60_000 });
  const third = captureSignals('SIGHUP');
  third.abort(new other.InterruptError('SIGINT'));
  void first.promise.then(() => console.log('first', first.interrupted?.signal));
  process.kill(process.pid, 'SIGTERM');
  console.log('second', await second.promise, second.interrupted?.signal, second.interrupted === first.interrupted);
  console.log('third', await third.promise, third.interrupted?.signal);
  process.exit();
}

if (way === 'idle') {
  const idle = [other.captureSignals('SIGTERM'), other.captureSignals('SIGHUP', { uncaught: true })];
  idle.push(other.captureSignals('SIGUSR2'));
  for (const capture of idle) capture.signal.addEventListener('abort', () => {});
  idle[2]!.abort(new Error('enough'));
  setInterval(() => {}, 1000);
  const shutdown = captureSignals('SIGINT');
  shutdown.defer(() => console.log('cleaned up'));
  process.kill(process.pid, 'SIGINT');
  await setTimeout(60_000, undefined, { signal: shutdown.signal }).finally(() => shutdown.close());
}


if (way === 'close' || way === 'close beside a listener') {
  for (let round = 0; round < 100; round++) {
    const first = captureSignals('SIGUSR2');
    const second = way === 'close' ? other.captureSignals('SIGUSR2') : undefined;
    const listener = () => {};
    if (!second) process.on('SIGUSR2', listener);
    const closing = first.close();
    for (let turn = 0; turn < round % 8; turn++) await new Promise(setImmediate);
    process.off('SIGUSR2', listener);
    await Promise.all([closing, second?.close()]);
  }
  process.exit();
}

const scopes = [scope('one', captureSignals, 30), scope('other', other.captureSignals, 90)];
if (way === 'nested') await Promise.all(scopes);
console.log('ready');
