// Runs many short tasks in one long scope, and says how much the heap has grown.
import { setImmediate } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const collect = (globalThis as { gc?: () => void }).gc!;
await using shutdown = captureSignals();

async function heapAfter(times: number): Promise<number> {
  for (let i = 0; i < times; i++) await shutdown.spawn(async () => i);
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

const before = await heapAfter(2000);
const after = await heapAfter(30_000);
console.log(JSON.stringify({ grownMiB: (after - before) / 2 ** 20 }));
