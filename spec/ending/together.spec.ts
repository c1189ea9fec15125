import { expect } from 'chai';
import { run } from '../support/process.ts';
import { endsTogether, REASONS } from './together/ways.ts';

describe('Two scopes that end by one reason', () => {
  for (const block of ['run', 'await using']) {
    for (const reason of REASONS) {
      it(`are both cleaned up, and then the program ends by it: ${block}, Promise.all, ${reason}`, () => endsTogether(block, reason, 'Promise.all'));
    }
  }

  for (const wait of ['who catches', 'who catches each']) {
    it(`leave the program to whoever has caught what their blocks let go: ${wait}`, async () => {
      for (const reason of ['SIGINT', 'a parent']) {
        const ended = await run('ending/ends-together', { args: ['await using', reason, wait] });
        expect(ended, reason).to.deep.equal({ code: 0, signal: null, stdout: 'first\nsecond\ngoing on\n', stderr: '' });
      }
    });
  }

  it('leave what floats beside a block that goes on to that block', async () => {
    const stdout = 'worked for 0 ms more\nworked for 60 ms more\ngoing on\n';
    expect(await run('ending/goes-on-beside-a-worker')).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
  });

  it('are told of last when nobody closes them, after the cleanup of a scope that has nothing to do with it', async () => {
    const { stderr, ...ended } = await run('ending/ends-forgotten');
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'newer\nolder\nidle\n' });
    expect(stderr).to.match(/no time|AbortError/);
  });
});
