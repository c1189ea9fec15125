import { expect } from 'chai';
import { run } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { keepsItsListener } from './neighbourhood/keeps-its-listener.ts';

describe('A program that has removed all listeners of the process', () => {
  for (const what of ['nothing else', 'a floating promise', 'its cleanup']) {
    it(`has those of the package back with the next capture${what === 'its cleanup' ? ' that closes, also when its cleanup has removed them' : `: ${what}`}`, async () => {
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
  keepsItsListener('in the cleanup', 'blocked');
  keepsItsListener('before the capture', 'blocked');
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
