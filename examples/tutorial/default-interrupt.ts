/**
 * Ctrl-C cancels main, then every other task.
 *
 * The Python it mirrors runs `asyncio.run(main())`: SIGINT cancels the main task; leaving `run` cancels the others.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalCapture } from 'capture-signals';

async function work(signal: AbortSignal) {
  try {
    console.log('Work is starting...');
    await sleep(10_000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error; // `except CancelledError`, whatever the reason
    console.log('work() cancelled');
  }
}

async function main(run: SignalCapture) {
  try {
    void run.spawn(work);
    await sleep(100, undefined, { signal: run.signal });
    console.log('Sending SIGINT');
    raiseSignal('SIGINT');
    await sleep(10_000, undefined, { signal: run.signal });
    console.log('Main is done');
  } catch (error) {
    if (!run.interrupted) throw error; // `except CancelledError`, for Ctrl-C
    console.log('main() cancelled');
  }
}

await using run = captureSignals('SIGINT');
await main(run);
