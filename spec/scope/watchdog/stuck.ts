import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { start, type Child, type Ended } from '../../support/process.ts';

/** By then a loop that is stuck since `ready` has been so for a second, and the watchdog has looked, on a busy machine, too. Nobody tells when. */
export const STUCK_MS = 3000;

export const KILLED = { code: null, signal: 'SIGINT', stdout: '', stderr: '' };
export const interrupted = (stdout: string) => ({ code: null, signal: 'SIGINT', stdout: `${stdout}cleaned up\nexit 130\n`, stderr: '' });

/** A loop may turn once before it hears. */
export async function endOf(child: Child): Promise<Ended> {
  const ended = await child.ended;
  return { ...ended, stdout: ended.stdout.replace('turning\n', '') };
}

/** A cleanup that blocks the loop: a second Ctrl-C kills it. */
export async function killsWhileStuck(options: string): Promise<void> {
  await using child = await start('scope/is-stuck', { args: ['hangs', options] });
  await child.line('turning');
  child.send('SIGINT');
  await child.line('cleaned up');
  await setTimeout(STUCK_MS);
  child.send('SIGINT');
  expect((await child.ended).signal).to.equal('SIGINT');
}
