// captures-on-its-way-out <how>: an interrupt goes up in other words, through a cleanup that opens a capture of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalCapture } from 'capture-signals';
import { relayed } from '../../support/in-flight.ts';

const how = process.argv[2]!;

const saves: Record<string, () => Promise<void>> = {
  'a scope of a parent was interrupted, too': async () => {
    await using _ = captureSignals('SIGINT');
    await sleep(5);
  },
  'the cleanup prevents another Ctrl-C': async () => {
    const capture = captureSignals('SIGINT', { onSignal: (event) => (console.log('please wait'), event.preventDefault()) });
    await relayed();
    process.kill(process.pid, 'SIGINT');
    await sleep(20);
    await capture.close();
  },
};

async function main(): Promise<void> {
  await using outer: SignalCapture = captureSignals('SIGINT', { repeatMs: 50 });
  await using _ = {
    async [Symbol.asyncDispose]() {
      await saves[how]!();
      console.log('saved');
    },
  };
  await using inner = captureSignals('SIGUSR2', { signal: outer.signal });
  process.kill(process.pid, 'SIGINT');
  await sleep(60_000, undefined, { signal: inner.signal }).catch(() => {
    throw Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
  });
}

process.on('exit', (code) => console.log(`exit ${code}`));
if (process.argv[3] === 'raises it again') await main().catch(() => raiseSignal('SIGINT'));
else await main();
