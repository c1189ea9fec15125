import { setTimeout } from 'node:timers/promises';

/** Longer than a busy machine takes for anything, and shorter than a test may take. */
const PATIENCE_MS = 20_000;

/** Waits until something is so, asking again after `ms`; throws when it is not for very long. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, ms = 20): Promise<void> {
  const tries = PATIENCE_MS / ms;
  for (let done = 0; done < tries; done++) {
    if (await isSo()) return;
    await setTimeout(ms);
  }
  throw new Error(`Not so after ${tries} tries: ${what}`);
}

/** Sends a signal until the program has ended, as people do who press Ctrl-C again: the window for repeats is over at some time. */
export async function insists(child: { send(signal: NodeJS.Signals): void; readonly ended: Promise<unknown> }, signal: NodeJS.Signals, ms = 50): Promise<void> {
  let hasEnded = false;
  void child.ended.then(() => (hasEnded = true));
  await until(`${signal} ends the program`, () => {
    if (hasEnded) return true;
    try {
      child.send(signal);
      return false;
    } catch {
      return true; // it is gone
    }
  }, ms);
}
