// cleans-up <way> [options as JSON]: lets the interrupt go through a cleanup that is of one way or another.
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, InterruptError, watchSignals } from 'capture-signals';
import { block } from '../support/blocked.ts';

const [way, options = '{}'] = process.argv.slice(2);

const other = () => {};
/** They are there before the interrupt, which is none to them, and keep SIGINT for as long. */
const keepers: Record<string, () => { close(): Promise<void> }> = {
  blocksWhenAWatchHasGone: () => watchSignals('SIGINT'),
  blocksWhenAnUninterruptedCaptureHasGone: () => captureSignals('SIGINT', { onSignal: (event) => event.preventDefault() }),
};
const keeper = keepers[way!]?.();
const blocksWithoutTheKeeper = async () => {
  await keeper!.close();
  block();
};
const cleanups: Record<string, () => unknown> = {
  quick: () => {},
  waits: () => once(process.stdin.resume(), 'data').then(() => process.stdin.pause()),
  hangs: () => new Promise(() => {}),
  hangsAlive: () => setTimeout(60_000),
  blocks: () => block(),
  blocksAfterACapture: async () => {
    await captureSignals('SIGINT').close();
    block();
  },
  blocksWhenAnotherHasGone: () => {
    process.on('SIGINT', other);
    process.off('SIGINT', other);
    block();
  },
  blocksWhenTheOlderHasGone: () => {
    process.off('SIGINT', other);
    block();
  },
  blocksAfterAnAbort: async () => {
    const heard = new Promise<void>((resolve) => subscribe('capture-signals:repeated', () => resolve()));
    await Promise.race([heard, setTimeout(60_000)]); // the timer is work: without it the process ends here
    console.log('blocking');
    block();
  },
  blocksWhenAWatchHasGone: blocksWithoutTheKeeper,
  blocksWhenAnUninterruptedCaptureHasGone: blocksWithoutTheKeeper,
};

process.on('exit', (code) => console.log(`exit ${code}`));
if (way === 'blocksWhenTheOlderHasGone') process.on('SIGINT', other);
await using shutdown = captureSignals(undefined, JSON.parse(options));
await using _ = {
  async [Symbol.asyncDispose]() {
    console.log('cleaning up');
    await cleanups[way!]?.();
    console.log('cleaned up');
  },
};
if (way === 'blocksInListener') shutdown.signal.addEventListener('abort', () => {
  console.log('cleaning up');
  cleanups['blocks']!();
});
if (way === 'task') void shutdown.spawn(() => new Promise(() => {}), 'endless');
if (way === 'blocksAfterAnAbort') shutdown.abort(new InterruptError('SIGTERM'));
const { signal } = shutdown;
console.log('ready');
await setTimeout(60_000, undefined, { signal });
