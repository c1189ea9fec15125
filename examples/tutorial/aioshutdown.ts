/**
 * Several tasks that loop and sleep. SIGTERM, SIGHUP or SIGINT cancels them all at once, and each learns which signal it was.
 *
 * The Python it mirrors runs its tasks in `with SIGTERM | SIGHUP | SIGINT as loop`. That program ends with code 0, or 1; this one dies by the signal.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

async function work(name: string, signal: AbortSignal) {
  try {
    console.log(`${name} is starting...`);
    while (true) await sleep(100, undefined, { signal });
  } catch (error) {
    console.log(`${name} was stopped by ${findInterrupt(error)?.signal}`);
    throw error;
  }
}

await using run = captureSignals(['SIGTERM', 'SIGHUP', 'SIGINT']);
const tasks = ['Task 1', 'Task 2', 'Task 3'].map((name) => run.spawn((signal) => work(name, signal), name));
await Promise.all(tasks);
