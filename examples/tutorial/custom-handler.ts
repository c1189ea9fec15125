/**
 * A custom handler replaces what Ctrl-C does: main goes on, and its task is cancelled when main is done.
 *
 * The Python it mirrors calls `loop.add_signal_handler(signal.SIGINT, handler)`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalCapture, type SignalEvent } from 'capture-signals';

function handler(event: SignalEvent) {
  event.preventDefault();
  console.log('Custom SIGINT handler running...');
}

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
  await sleep(100, undefined, { signal: run.signal });
  console.log('Sending SIGINT');
  raiseSignal('SIGINT');
  await sleep(100, undefined, { signal: run.signal });
  console.log('Main is done');
}

await using run = captureSignals('SIGINT', { onSignal: handler });
await main(run);
