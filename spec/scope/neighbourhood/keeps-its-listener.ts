import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { start } from '../../support/process.ts';
import { insists } from '../../support/until.ts';

export function keepsItsListener(when: string, blocks: 'blocked' | 'waiting'): void {
  it(`keeps it when the window is over: ${when}, ${blocks}`, async () => {
    await using child = await start('scope/shields-its-cleanup', { args: [when, blocks] });
    child.send('SIGINT');
    await child.line('cleaning up');
    await setTimeout(500); // the window, and what the watchdog waits for
    child.send('SIGINT');
    await child.line('not now');
    await child.line('saved');
    await child.line('unshielded');
    await insists(child, 'SIGINT'); // it is off again
    expect((await child.ended).signal).to.equal('SIGINT');
  });
}
