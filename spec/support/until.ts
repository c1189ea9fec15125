import { setTimeout } from 'node:timers/promises';

const TRIES = 100;

/** Waits until something is so; throws when it is not after many tries. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, ms = 20): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await isSo()) return;
    await setTimeout(ms);
  }
  throw new Error(`Not so after ${TRIES} tries: ${what}`);
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
