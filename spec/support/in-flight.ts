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
