import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { start } from '../support/process.ts';

const WHERE = [
  'an abort listener of a failure', 'an abort listener of an interrupt', 'onSignal', 'a task', 'a task that is cancelled',
  'beside a task that has failed', 'the cleanup of an interrupt', 'the cleanup of a failure, with a grace', 'the main of run',
  'beside what was put aside', 'a catch, beside a scope that is being interrupted', 'a drain', 'within a window', 'a closing that waits', 'a watch',
  'before exit', 'a listener for uncaught errors',
];

describe('process.exit(3)', () => {
  for (const where of WHERE) {
    it(`is an exit with 3, and all exit listeners run: in ${where}`, async () => {
      await using child = await start('ending/exits', { args: [where], ready: false });
      expect(await child.ended).to.deep.equal({ code: 3, signal: null, stdout: 'exit 3\na later exit listener\n', stderr: '' });
    });
  }

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
