import { expect } from 'chai';
import { until } from '../support/until.ts';
import { run, start } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';

const WAYS = [
  'a floating timer', 'a floating fetch', 'a promise awaited later', 'a child process without error listener',
  'an abort listener that throws it', 'several at once',
];

describe('An interrupt let go beside an open block', () => {
  for (const way of WAYS) {
    it(`does not end the process before its cleanup: ${way}`, async () => {
      await using child = await start('lets-interrupts-go-beside', { args: [way] });
      child.send('SIGTERM');
      const { code, signal, stdout, stderr } = await child.ended;
      expect({ code, signal, stderr }).to.deep.equal({ code: null, signal: 'SIGTERM', stderr: '' });
      expect(stdout).to.match(/^(awaited later\n)?cleaned up\nexit 143\n$/);
    });
  }

  it('is settled by how the block ends: it returns', async () => {
    await using child = await start('lets-interrupts-go-beside', { args: ['a floating timer', 'returns'] });
    child.send('SIGTERM');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\nexit 0\n', stderr: '' });
  });

  it('is settled by how the block ends: it throws its own error', async () => {
    await using child = await start('lets-interrupts-go-beside', { args: ['a floating timer', 'own error'] });
    child.send('SIGTERM');
    const { code, stdout, stderr } = await child.ended;
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: 'cleaned up\nexit 1\n' });
    expect(stderr).to.match(shown('its own'));
  });

  it('ends the process by the signal when it exits and the scope was never closed, after all exit listeners', async () => {
    await using child = await start('lets-interrupts-go-beside', { args: ['a floating timer', 'never closes'] });
    child.send('SIGTERM');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaned up\nexit 143\na later exit listener\n', stderr: '' });
  });

  for (const way of ['a bug in the cleanup', 'a bug while the output goes out', 'a failure of a scope that is never closed']) {
    it(`does not hide a real error: ${way}`, async () => {
      await using child = await start('goes-wrong-beside', { args: [way], ready: false });
      if (way === 'a bug while the output goes out') child.process.stdout!.pause();
      await until('it has ended', () => child.hasExited, 100);
      child.process.stdout!.resume();
      const { code, signal, stderr } = await child.ended;
      expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
      expect(stderr).to.match(shown('a bug'));
    });
  }

  it('is silent also when no signal has made it', async () => {
    expect(await run('goes-wrong-beside', { args: ['an interrupt of its own making'] })).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: '', stderr: '' });
  });

  it('leaves nothing behind however often it happens', async () => {
    expect(await run('goes-wrong-beside', { args: ['many interrupts put aside, one after another'] })).to.deep.equal({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('waits for every scope: the first to finish does not exit for the others', async () => {
    await using child = await start('two-scopes');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'short\nlong\n', stderr: '' });
  });
});
