import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { insists } from '../support/until.ts';

describe('A program that has removed all listeners of the process', () => {
  for (const what of ['nothing else', 'a floating promise']) {
    it(`has those of the package back with the next capture: ${what}`, async () => {
      expect(await run('scope/loses-its-listeners', { args: [what] })).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaned up\nexit 143\n', stderr: '' });
    });
  }

  it('has those for uncaught errors back with the next capture that takes them', async () => {
    const { stderr, ...ended } = await run('scope/loses-its-listeners', { args: ['an error elsewhere'] });
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
    expect(stderr).to.match(shown('no database'));
  });
});

describe('A listener for SIGINT that the program has put on', () => {
  for (const when of ['in the cleanup', 'in the cleanup, in front', 'in an abort listener', 'before the capture']) {
    for (const blocks of ['blocked', 'waiting']) {
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
  }
});

describe('A program that listens ten times to what the package listens to', () => {
  it('is not warned of an eleventh listener, also while the output goes out', async () => {
    const { stdout, ...ended } = await run('ending/listens-ten-times');
    expect(ended).to.deep.equal({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(stdout.length).to.equal(1 << 20);
  });
});

describe('A program that has raised the limit for listeners', () => {
  for (const which of ['of the process, before', 'of all emitters, after a capture']) {
    it(`is not warned below it: ${which}`, async () => {
      expect(await run('scope/listens-often', { args: [which] })).to.deep.equal({ code: 0, signal: null, stdout: 'caught\n', stderr: '' });
    });
  }
});
