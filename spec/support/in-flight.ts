import { setTimeout } from 'node:timers/promises';
import { whenHandedOver } from '../../src/process/deno-marker.ts';
import { RUNTIME } from '../../src/platform/platform.ts';

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** For a program that has sent itself signals: waits until they have been dispatched, also on Deno, which hands them over from another thread. */
export async function dispatched(): Promise<void> {
  if (RUNTIME === 'deno') await new Promise<void>(whenHandedOver);
  await turns(6);
}

/** Windows that were over by the clock have ended: the timer of one that was begun by a busy process may be due a millisecond later, and then they take turns. */
export async function windowsEnded(): Promise<void> {
  await setTimeout(2);
  await turns(10);
}

/** What comes then is no relay of what came before. */
export async function relayed(): Promise<void> {
  await setTimeout(60);
  await windowsEnded();
}
