/**
 * A main that is too busy to hear Ctrl-C is not stopped by it; but the interrupt is not lost: its task is cancelled, and the
 * process ends by SIGINT once main is done.
 *
 * The Python it mirrors calls `time.sleep` in its main coroutine, and ends in KeyboardInterrupt.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalCapture } from 'capture-signals';

async function work(signal: AbortSignal) {
  try {
    console.log('Work is starting...');
    await sleep(10_000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    console.log('work() cancelled');
  }
}

async function main(run: SignalCapture) {
  void run.spawn(work);
  await sleep(100);
  console.log('Sending SIGINT');
  raiseSignal('SIGINT');
  block(300);
  console.log('Main is done');
}

/** Computes for so long, without a look at the event loop. */
function block(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

await using run = captureSignals('SIGINT');
await main(run);
