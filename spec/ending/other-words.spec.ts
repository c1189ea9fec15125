import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { abortIsAnErrorWithoutOne, abortIsNone, abortIsTheInterrupt, childIsAnErrorAsEver, childTellsTheInterrupt, DIES, pressed } from './other-words/ends.ts';

/** What an error says is looked at in `words.spec.ts`, all kinds of them. */
describe('An abort of somebody else\'s making', () => {
  for (const what of ['forEach of a stream', 'the body of a request', 'an axios', 'several']) abortIsTheInterrupt(what);

  for (const [how, stdout] of [['a scope of a parent was interrupted, too', 'saved\n'], ['the cleanup prevents another Ctrl-C', 'please wait\nsaved\n']] as const) {
    it(`is the interrupt behind a cleanup that has opened a capture: ${how}`, async () => {
      for (const then of ['lets it go', 'raises it again']) {
        expect(await run('ending/captures-on-its-way-out', { args: [how, then] }), then).to.deep.equal({ code: null, signal: 'SIGINT', stdout: `${stdout}exit 130\n`, stderr: '' });
      }
    });
  }

  abortIsAnErrorWithoutOne('an axios');
  for (const what of ['an abort and a bug', 'an abort by a time limit']) abortIsNone(what);
});

describe('The death of a child by the same key', () => {
  for (const how of ['execSync', 'execFile', 'a spawned shell that cleans up', 'two at once']) childTellsTheInterrupt(how);

  for (const moment of ['raced', 'run']) {
    it(`is the interrupt in a block that is ${moment === 'run' ? 'the main of run' : moment}`, async () => {
      for (const how of ['execFile', 'a spawned shell', 'execSync']) {
        await using child = await start('ending/loses-a-child', { args: [how, moment] });
        pressed(child, 'SIGINT');
        expect(await child.ended, how).to.deep.equal(DIES);
      }
    });
  }

  for (const how of ['a moment before', 'a moment before, beside the block', 'a moment before, of a floating promise']) {
    it(`is the interrupt also when the child is reported before the signal is heard: ${how}`, async () => {
      expect(await run('ending/loses-a-child', { args: [how] })).to.deep.equal(DIES);
    });
  }

  it('is an error as ever when no signal comes within a moment', async () => {
    const { code, stdout, stderr } = await run('ending/loses-a-child', { args: ['of nothing that comes, beside the block'] });
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: 'exit 1\n' });
    expect(stderr).to.match(/sleep was killed/);
  });

  for (const how of ['of another signal than came', 'of its time limit, in the cleanup']) childIsAnErrorAsEver(how);
});
