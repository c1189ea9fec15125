import { setImmediate } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;

/** Waits until the process listens to no signal: a closed scope swallows repeats until its window ends. */
export async function unlistened(): Promise<void> {
  while (SIGNALS.some((signal) => process.listenerCount(signal) > 0)) await setImmediate();
}
