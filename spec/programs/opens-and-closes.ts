import { captureSignals } from 'capture-signals';

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
const heap = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

async function cycles(count: number): Promise<void> {
  for (let cycle = 0; cycle < count; cycle++) {
    const capture = captureSignals(undefined, { graceMs: 1000, onSignal: () => {} });
    void capture.signal;
    if (cycle % 2 === 0) void capture.promise;
    if (cycle % 3 === 0) void capture.spawn(async () => {});
    await capture.close();
  }
}

// One listener for uncaught errors and one for running out of work stay for the life of the process.
const listeners = () => process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`).join();

await cycles(2000);
const listenersBefore = listeners();
const heapBefore = heap();
await cycles(10_000);
const grown = heap() - heapBefore;
const active = (process.getActiveResourcesInfo?.() ?? []).filter((kind) => kind === 'Timeout' || kind === 'Immediate');
const isClean = listeners() === listenersBefore && active.length === 0 && grown < 500_000;
console.log(isClean ? 'nothing left' : `${listenersBefore} became ${listeners()}; ${active}; ${grown} bytes`);
