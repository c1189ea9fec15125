// Races a million promises on one capture, and says whether any of them was kept.
import { setImmediate } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const collect = (globalThis as { gc?: () => void }).gc!;
let collected = 0;
const lost = new Error('lost');
const registry = new FinalizationRegistry<undefined>(() => collected++);
await using shutdown = captureSignals();
void shutdown.signal;

async function races(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const work = i % 2 === 0 ? Promise.resolve(i) : Promise.reject(lost);
    if (i % 1000 === 0) registry.register(work, undefined);
    await shutdown.race(work).catch(() => {});
  }
}

async function heapAfter(times: number): Promise<number> {
  await races(times);
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

const before = await heapAfter(10_000);
const after = await heapAfter(1_000_000);
console.log(JSON.stringify({ collected, grownMiB: (after - before) / 2 ** 20 }));
