// race.js <rounds> <million>: microseconds per `race()` of work that has settled, in turns with `Promise.race` and an abort listener
// by hand; and the bytes of heap that `million` races leave behind. Run with --expose-gc.
import { captureSignals } from '../../dist/index.js';
import { interleave } from '../support/interleave.js';

const CALLS = 500;
const [rounds, million] = process.argv.slice(2).map(Number);
const capture = captureSignals('SIGUSR2');
const { signal } = new AbortController();

async function raceByHand(work) {
  let listener;
  const aborted = new Promise((_, reject) => {
    listener = () => reject(signal.reason);
    signal.addEventListener('abort', listener, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', listener);
  }
}

const times = await interleave(
  {
    byHand: { fn: async () => { for (let i = 0; i < CALLS; i++) await raceByHand(Promise.resolve(i)); } },
    race: { fn: async () => { for (let i = 0; i < CALLS; i++) await capture.race(Promise.resolve(i)); } },
  },
  { rounds, time: 20, per: CALLS },
);

const heap = () => {
  global.gc();
  return process.memoryUsage().heapUsed;
};
const before = heap();
for (let i = 0; i < million; i++) await capture.race(Promise.resolve(i));
process.stdout.write(JSON.stringify({ ...times, leak: heap() - before }), () => process.exit(0));
