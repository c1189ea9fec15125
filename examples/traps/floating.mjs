/**
 * Under `--unhandled-rejections=warn` an unhandled rejection does not end the process. Nor does the interrupt of a program that nobody awaits.
 *
 *     node --unhandled-rejections=warn examples/traps/floating.mjs wrong
 *     node --unhandled-rejections=warn examples/traps/floating.mjs right
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const beat = (signal) => sleep(60_000, undefined, { signal });

async function wrong() {
  captureSignals().run(async (shutdown) => {
    beat(shutdown.signal);
    await work(shutdown);
  });
}

async function right() {
  await captureSignals().run(async (shutdown) => {
    shutdown.spawn(beat);
    await work(shutdown);
  });
}

async function work(shutdown) {
  shutdown.defer(() => console.log('Cleaned up'));
  console.log('Working');
  await sleep(60_000, undefined, { signal: shutdown.signal });
}

await (process.argv[2] === 'wrong' ? wrong() : right());
