import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { start } from '../support/process.ts';
import { isAnExit } from './exits/is-an-exit.ts';

describe('process.exit(3)', () => {
  for (const where of [
    'an abort listener of an interrupt', 'a task', 'beside a task that has failed', 'the cleanup of a failure, with a grace', 'beside what was put aside',
    'a closing that waits', 'a listener for uncaught errors',
  ]) isAnExit(where);

  it('is an exit with 3 while the output of an interrupt goes out', async () => {
    await using child = await start('ending/exits', { args: ['while the output of an interrupt goes out'], ready: false });
    child.process.stdout!.pause();
    await setTimeout(300); // the reader is slow
    child.process.stdout!.resume();
    const { code, signal, stderr } = await child.ended;
    expect({ code, signal, stderr }).to.deep.equal({ code: 3, signal: null, stderr: '' });
  });

  it('is an exit with 3 in an exit listener, as Node has it', async () => {
    await using child = await start('ending/exits', { args: ['an exit listener'], ready: false });
    const { code, signal, stderr } = await child.ended;
    expect({ code, signal, stderr }).to.deep.equal({ code: 3, signal: null, stderr: '' });
  });
});
