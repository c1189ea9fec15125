import { channel } from 'node:diagnostics_channel';
import { captureSignals } from 'capture-signals';

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
const heap = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

const ROUND = 3500;

async function cycles(count: number): Promise<void> {
  for (let cycle = 0; cycle < count; cycle++) {
    const capture = captureSignals(undefined, { graceMs: 1000, onSignal: () => {} });
    if (cycle % 5 !== 0) void capture.signal;
    if (cycle % 2 === 0) void capture.promise;
    if (cycle % 3 === 0) void capture.spawn(async () => {});
    await capture.close();
    void capture.signal;
    capture.abort('late');
  }
}

// One listener for uncaught errors and one for running out of work stay for the life of the process.
const listeners = () => process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`).join();
// Nothing of these stays.
const others = () => `errors of stdout: ${process.stdout.listenerCount('error')}, requests of fetch: ${channel('undici:request:create').hasSubscribers}`;

const othersBefore = others();
await cycles(2000);
const listenersBefore = listeners();
/** The least of three: what the runtime keeps for itself it keeps once. */
let grown = Infinity;
for (let round = 0; round < 3; round++) {
  const before = heap();
  await cycles(ROUND);
  grown = Math.min(grown, heap() - before);
}
await new Promise(setImmediate);
const active = (process.getActiveResourcesInfo?.() ?? []).filter((kind) => kind === 'Timeout' || kind === 'Immediate');
const isClean = listeners() === listenersBefore && others() === othersBefore && active.length === 0 && grown < ROUND * 50;
console.log(isClean ? 'nothing left' : `${listenersBefore} became ${listeners()}; ${others()}; ${active}; ${grown} bytes`);
