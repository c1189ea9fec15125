import { expect } from 'chai';
import { run } from '../support/process.ts';

const DIES = { code: null, signal: 'SIGTERM', stderr: '' };

describe('Beside signal-exit', () => {
  for (const [title, versions, told] of [
    ['version 4', '4', 'signal-exit 4: null SIGTERM\n'],
    ['version 3', '3', 'signal-exit 3: null SIGTERM\n'],
    ['version 4 in two copies', '4,4', 'signal-exit 4: null SIGTERM\n'],
    ['both versions', '3,4', 'signal-exit 4: null SIGTERM\nsignal-exit 3: null SIGTERM\n'],
  ] as const) {
    it(`of ${title} its callbacks run once, after everybody else's, and the parent sees the signal`, async () => {
      expect(await run('ending/beside-signal-exit', { args: [versions, 'lets go'] })).to.deep.equal({ ...DIES, stdout: `cleaned up\nexit 143\n${told}` });
    });
  }

  it('the same holds when grace runs out', async () => {
    const { stderr, ...ended } = await run('ending/beside-signal-exit', { args: ['4', 'when grace runs out'] });
    expect(ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'exit 143\nsignal-exit 4: null SIGTERM\n' });
    expect(stderr).to.match(/^capture-signals: still open 100 ms after SIGTERM/);
  });

  it('the same holds when a program that has caught the interrupt raises it again', async () => {
    expect(await run('ending/beside-signal-exit', { args: ['4', 'when it is raised again'] })).to.deep.equal({ ...DIES, stdout: 'cleaned up\nexit 143\nsignal-exit 4: null SIGTERM\n' });
  });

  it('the process exits with 128 + n when a callback asks for it not to be killed', async () => {
    const stdout = 'cleaned up\nexit 143\nsignal-exit 4: null SIGTERM\n';
    expect(await run('ending/beside-signal-exit', { args: ['4', 'whose callback asks not to be killed'] })).to.deep.equal({ code: 143, signal: null, stdout, stderr: '' });
  });

  for (const [way, code] of [
    ['whose program listens to SIGUSR1 itself', 138], // to which signal-exit does not
    ['whose program listens to SIGUSR2 itself', 140],
    ['whose program listens to SIGUSR2 itself, alone', 140],
  ] as const) {
    for (const version of ['3', '4']) {
      it(`of version ${version}, ${way}, the process exits with 128 + n`, async () => {
        const { stdout, ...ended } = await run('ending/beside-signal-exit', { args: [version, way] });
        expect(ended).to.deep.equal({ code, signal: null, stderr: '' });
        expect(stdout).to.contain(`cleaned up\nexit ${code}\n`);
      });
    }
  }

  it('a program that catches the interrupt exits as it likes', async () => {
    expect(await run('ending/beside-signal-exit', { args: ['4', 'when it is caught'] })).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\nexit 0\nsignal-exit 4: 0 null\n', stderr: '' });
  });
});
