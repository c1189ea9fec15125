// An inner scope lets the interrupt go, and the outer block catches it and goes on. A worker that floats beside it lets the same interrupt go later.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal } from 'capture-signals';

async function work(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await sleep(60_000, undefined, { signal });
  } finally {
    await sleep(ms);
    console.log(`worked for ${ms} ms more`);
  }
}

await captureSignals('SIGINT').run(async (outer) => {
  void work(outer.signal, 60);
  setTimeout(raiseSignal, 5, 'SIGINT');
  await captureSignals('SIGINT').run((inner) => work(inner.signal, 0)).catch(() => {});
  await sleep(120);
  console.log('going on');
});
