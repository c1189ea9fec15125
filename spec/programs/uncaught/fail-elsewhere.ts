// Something fails where no block could catch it: `what` says how, `block` what the block is doing then.
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [what, block] = process.argv.slice(2);
const fails: Record<string, () => void> = {
  'a timer throws': () => void globalThis.setTimeout(() => {
    throw new Error('the disk is full');
  }, 5),
  'a promise floats': () => void setTimeout(5).then(() => Promise.reject(new Error('the disk is full'))),
  'an emitter has no error listener': () => void setTimeout(5).then(() => process.nextTick(() => new EventEmitter().emit('error', new Error('the disk is full')))),
  'a child has died': () => void globalThis.setTimeout(() => {
    throw Object.assign(new Error('the disk is full'), { signal: 'SIGTERM', cmd: 'tool' });
  }, 5),
  'a child has answered 130': () => void globalThis.setTimeout(() => {
    throw Object.assign(new Error('the disk is full'), { exitCode: 130 });
  }, 5),
  'two timers throw': () => {
    for (const message of ['the disk is full', 'the net is down']) {
      globalThis.setTimeout(() => {
        throw new Error(message);
      }, 5);
    }
  },
};

async function main(): Promise<void> {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { uncaught: block !== 'is not told', graceMs: 600_000 });
  await using _file = {
    [Symbol.asyncDispose]: async () => {
      await setTimeout(1);
      console.log('disposed');
    },
  };
  fails[what!]!();
  if (block === 'is not told') await setTimeout(2000); // Bun runs on until this is over
  if (block === 'waits with the signal') await once(new EventEmitter(), 'never', { signal: shutdown.signal }).finally(keepAlive());
  if (block === 'waits for the promise') await shutdown.promise;
  if (block === 'races') await shutdown.race(new Promise(() => {}));
  if (block === 'computes') for (;;) await shutdown.checkpoint();
  if (block === 'races and catches') await shutdown.race(new Promise(() => {})).catch((error: Error) => console.log(`caught: ${error.message}`));
}

function keepAlive(): () => void {
  const keep = setInterval(() => {}, 600_000);
  return () => clearInterval(keep);
}

if (process.argv[4] === 'listener') process.on('uncaughtException', (error) => console.log(`listener: ${error.message}`));
await main();
console.log('main is over');
