// A hundred thousand captures, opened and closed in every odd order, under a steady fire of signals from within: hours of a server's life.
import { captureSignals, findInterrupt, raiseSignal, type SignalCapture } from 'capture-signals';

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
const ROUNDS = Number(process.argv[2]);
const PER_ROUND = 100;
let interrupted = 0;

async function round(index: number): Promise<void> {
  const open: SignalCapture[] = [];
  for (let count = 0; count < PER_ROUND; count++) {
    const capture = captureSignals(['SIGUSR2', 'SIGTERM'], {
      repeatMs: index % 3,
      ...(index % 10 === 0 && count % 4 === 0 && { graceMs: 60_000 }),
      ...(count % 5 === 0 && { onSignal: (event) => event.count % 2 === 1 && event.preventDefault() }),
      ...(count % 50 === 0 && { exclusive: true }),
    });
    if (count % 2 === 0) capture.signal.addEventListener('abort', () => {});
    if (count % 3 === 0) void capture.promise;
    if (count % 7 === 0) void capture.spawn(() => Promise.resolve());
    if (count % 11 === 0) void capture.race(new Promise(() => {})).catch(() => {});
    open.push(capture);
  }
  if (index % 2 === 0) raiseSignal(index % 4 === 0 ? 'SIGUSR2' : 'SIGTERM');
  if (index % 6 === 0) await new Promise(setImmediate);
  open.sort(() => Math.random() - 0.5);
  const closings = open.flatMap((capture, nth) => (nth % 10 === 0 ? [capture.close(), capture.close()] : [capture.close()]));
  for (const result of await Promise.allSettled(closings)) {
    if (result.status === 'fulfilled') continue;
    if (!findInterrupt(result.reason)) throw result.reason;
    interrupted++;
  }
}

async function rounds(count: number): Promise<number> {
  for (let index = 0; index < count; index++) await round(index);
  while (process.listenerCount('SIGUSR2') + process.listenerCount('SIGTERM') > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  collect();
  return process.memoryUsage().heapUsed;
}

const before = await rounds(ROUNDS / 10);
const grown = (await rounds(ROUNDS)) - before;
console.log(`${ROUNDS * PER_ROUND} captures, ${interrupted > 0 ? 'some' : 'none'} interrupted, heap ${grown < 2_000_000 ? 'flat' : `grown by ${grown}`}`);
