import { setTimeout as sleep } from 'node:timers/promises';

/** For a request that is in flight when its server stops, however slow the machine is: it is answered when nobody is accepted any more. */
export async function untilStopped(server: { readonly listening: boolean }): Promise<void> {
  console.log('asked');
  while (server.listening) await sleep(10);
}
