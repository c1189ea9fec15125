import { expect } from 'chai';
import { run, start, type Ended } from '../support/process.ts';

const DIES = { code: null, signal: 'SIGINT', stdout: 'cleaned up\nexit 130\n', stderr: '' };

function isAnErrorAsEver({ stderr, ...ended }: Ended, message: RegExp): void {
  expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
  expect(stderr).to.match(message);
}

describe('An abort of somebody else\'s making', () => {
  const ABORTS = [
    'forEach of a stream', 'map of a stream', 'reduce of a stream', 'the body of a request', 'an axios', 'an SDK', 'an undici', 'a node-fetch', 'a got', 'an older got',
    'an abort of the platform', 'an abort with a reason of its own', 'a cause', 'several',
  ];
  for (const what of ABORTS) {
    it(`is the interrupt when there was one: ${what}`, async () => {
      const [plain, floating, inRun, raced] = await Promise.all(['plain', 'floating', 'in run', 'raced'].map((when) => run('ending/aborts-in-other-words', { args: [what, when] })));
      expect(plain).to.deep.equal(DIES);
      expect(floating).to.deep.equal(DIES);
      expect(inRun).to.deep.equal(DIES);
      expect(raced).to.deep.equal(DIES);
    });
  }

  for (const [how, stdout] of [['a scope of a parent was interrupted, too', 'saved\n'], ['the cleanup prevents another Ctrl-C', 'please wait\nsaved\n']] as const) {
    it(`is the interrupt behind a cleanup that has opened a capture: ${how}`, async () => {
      for (const then of ['lets it go', 'raises it again']) {
        expect(await run('ending/captures-on-its-way-out', { args: [how, then] }), then).to.deep.equal({ code: null, signal: 'SIGINT', stdout: `${stdout}exit 130\n`, stderr: '' });
      }
    });
  }

  for (const what of ['an axios', 'an SDK', 'an abort of the platform', 'a cause']) {
    it(`is an error as ever when there was none: ${what}`, async () => {
      isAnErrorAsEver(await run('ending/aborts-in-other-words', { args: [what, 'never'] }), /abort|cancel/i);
    });
  }

  for (const what of ['an abort and a bug', 'a time limit', 'an abort by a time limit', 'a bug', 'a bug named after one']) {
    it(`is none, also when there was an interrupt: ${what}`, async () => {
      for (const when of ['plain', 'in run']) isAnErrorAsEver(await run('ending/aborts-in-other-words', { args: [what, when] }), /bug|timeout|too late|aborted/);
    });
  }
});

describe('The death of a child by the same key', () => {
  const WAYS = [
    'execSync', 'execFileSync', 'spawnSync, whose error is its own', 'execFile', 'execFile with the signal', 'a spawned shell', 'a spawned shell that cleans up',
    'execSync of a shell that cleans up', 'a wrapper that tells it as execa does', 'a wrapper that tells it as tinyexec does', 'a cause', 'a task', 'two at once',
  ];
  for (const how of WAYS) {
    it(`is the interrupt, told by ${how}`, async () => {
      for (const [key, exit] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
        await using child = await start('ending/loses-a-child', { args: [how], ready: 'ready' });
        if (how === 'two at once') await child.line('ready');
        child.sendToGroup(key);
        const { stdout, ...ended } = await child.ended;
        expect(ended).to.deep.equal({ code: null, signal: key, stderr: '' });
        expect(stdout.replaceAll('ready\n', '')).to.equal(`cleaned up\nexit ${exit}\n`);
      }
    });
  }

  for (const moment of ['raced', 'run']) {
    it(`is the interrupt in a block that is ${moment === 'run' ? 'the main of run' : moment}`, async () => {
      for (const how of ['execFile', 'a spawned shell', 'execSync']) {
        await using child = await start('ending/loses-a-child', { args: [how, moment] });
        child.sendToGroup('SIGINT');
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

  it('is none in main of run either, when a time limit has killed the child', async () => {
    isAnErrorAsEver(await run('ending/loses-a-child', { args: ['of its time limit, in the cleanup', 'run'] }), /Command failed/);
  });

  for (const how of ['of something else', 'of another signal than came', 'of nothing that came', 'of its time limit, in the cleanup', 'with a status of its own']) {
    it(`is an error as ever when it is ${how}`, async () => {
      const { stdout, ...ended } = await run('ending/loses-a-child', { args: [how] });
      isAnErrorAsEver({ ...ended, stdout }, /sleep was killed|Command failed/);
    });
  }
});
