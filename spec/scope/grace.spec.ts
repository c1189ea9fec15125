import { expect } from 'chai';
import { run, start } from '../support/process.ts';

const GRACE = '{"graceMs":300}';

describe('The option graceMs', () => {
  for (const [title, way] of [
    ['a cleanup that waits for a promise nobody will settle, with an empty event loop', 'hangs'],
    ['a cleanup that waits and keeps the event loop alive', 'hangsAlive'],
  ] as const) {
    it(`ends ${title}, with one line, by the signal`, async () => {
      await using child = await start('cleans-up', { args: [way, GRACE] });
      child.send('SIGTERM');
      const { code, signal, stdout, stderr } = await child.ended;
      expect({ code, signal, stdout }).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaning up\nexit 143\n' });
      expect(stderr).to.match(/^capture-signals: still open 300 ms after SIGTERM(; resources: [^\n]*)?\n$/);
    });
  }

  it('names the tasks that still run', async () => {
    await using child = await start('cleans-up', { args: ['task', GRACE] });
    child.send('SIGTERM');
    const { signal, stderr } = await child.ended;
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 300 ms after SIGTERM; tasks: endless(; resources: [^\n]*)?\n$/);
  });

  for (const way of ['blocks', 'blocksInListener']) {
    it(`holds when ${way === 'blocks' ? 'the cleanup blocks' : 'an abort listener blocks'} the event loop: SIGKILL`, async () => {
      await using child = await start('cleans-up', { args: [way, GRACE] });
      child.send('SIGTERM');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGKILL', stdout: 'cleaning up\n', stderr: '' });
    });
  }

  it('counts from the first signal: repeats do not extend it', async () => {
    await using child = await start('cleans-up', { args: ['hangs', GRACE] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    const repeat = setInterval(() => child.send('SIGTERM'), 50);
    void child.ended.finally(() => clearInterval(repeat));
    expect((await child.ended).stderr).to.match(/^capture-signals: still open 300 ms/);
  });

  it('ends a scope that failed with exit code 1', async () => {
    const { code, signal, stderr } = await run('fails-and-hangs');
    expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
    expect(stderr).to.match(/^capture-signals: still open 100 ms after a failure; failure: Error: from onSignal(; resources: [^\n]*)?\n$/);
  });

  it('starts with a signal that comes after abort()', async () => {
    const { signal, stderr } = await run('aborts-and-hangs');
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 100 ms after SIGTERM/);
  });

  it('leaves no timer and no thread when the scope closes in time', async () => {
    expect(await run('grace-nothing-lingers')).to.deep.equal({ code: 0, signal: null, stdout: 'watched true\ncaught SIGTERM\ntimers 0\n', stderr: '' });
  });

  it('does not delay the end of a scope that closes in time', async () => {
    await using child = await start('cleans-up', { args: ['quick', '{"graceMs":3600000}'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\ncleaned up\nexit 130\n', stderr: '' });
  });
});
