import { setTimeout } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;
const TRIES = 5000;

/** Waits until the process listens to no signal: a closed scope swallows repeats until its window ends. */
export async function unlistened(): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (SIGNALS.every((signal) => process.listenerCount(signal) === 0)) return;
    await setTimeout(1);
  }
  throw new Error(`Still listened to: ${SIGNALS.filter((signal) => process.listenerCount(signal) > 0)}`);
}
