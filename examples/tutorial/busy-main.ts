/**
 * Ctrl-C does not stop a main that is too busy to hear it. But the interrupt is not lost: once main is done, its task is cancelled,
 * and the process dies by SIGINT.
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

/** Blocks the event loop for this long. */
function block(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

await using run = captureSignals('SIGINT');
await main(run);
