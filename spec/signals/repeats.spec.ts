import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { catches } from '../support/caught.ts';
import { insists, until } from '../support/until.ts';
import { run, start } from '../support/process.ts';

describe('Repeats of a request', () => {
  for (const [first, ...repeats] of [
    ['SIGINT', 'SIGINT'], ['SIGINT', 'SIGINT', 'SIGINT'], ['SIGTERM', 'SIGINT', 'SIGINT'], ['SIGINT', 'SIGTERM', 'SIGHUP'], ['SIGHUP', 'SIGINT'],
  ] as const) {
    it(`within the window are the same request: ${[first, ...repeats].join(', ')}`, async () => {
      await using child = await start('cleans-up', { args: ['waits', '{"repeatMs":60000}'] });
      child.send(first);
      await child.line('cleaning up');
      for (const signal of repeats) child.send(signal);
      await setTimeout(60); // what a launcher takes to relay; nothing may happen, so there is nothing to wait for
      child.write('finish\n');
      const { code, signal, stdout, stderr } = await child.ended;
      expect({ code, signal, stderr }).to.deep.equal({ code: null, signal: first, stderr: '' });
      expect(stdout).to.match(/^cleaning up\ncleaned up\nexit \d+\n$/);
    });
  }

  it('leave a deliberate second Ctrl-C its effect: the listener for SIGINT is gone when the window is over', async () => {
    await using child = await start('cleans-up', { args: ['hangsAlive', '{"repeatMs":100}'] });
    child.send('SIGINT');
    await child.line('cleaning up');
    await insists(child, 'SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\n', stderr: '' });
  });

  it('no longer have a listener for SIGINT when the window is over', async () => {
    await using child = await start('cleans-up', { args: ['hangsAlive', '{"repeatMs":100}'] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    await until('the system has SIGINT back', async () => !(await catches(child, 'SIGINT')));
    expect(await catches(child, 'SIGTERM')).to.equal(true);
  });

  it('are no longer than the window, however many come: it is never extended', async () => {
    await using child = await start('cleans-up', { args: ['hangsAlive', '{"repeatMs":300}'] });
    child.send('SIGINT');
    await insists(child, 'SIGINT'); // every 50 ms: a window that each of them extends would never end
    expect((await child.ended).signal).to.equal('SIGINT');
  });

  it('of SIGTERM and SIGHUP are swallowed until the scope is closed', async () => {
    await using child = await start('cleans-up', { args: ['waits', '{"repeatMs":50}'] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    for (let repeat = 0; repeat < 10; repeat++) {
      child.send('SIGTERM');
      child.send('SIGHUP');
      await setTimeout(20);
    }
    child.write('finish\n');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaning up\ncleaned up\nexit 143\n', stderr: '' });
  });

  it('leave SIGINT its effect after SIGTERM too', async () => {
    await using child = await start('cleans-up', { args: ['hangsAlive', '{"repeatMs":50}'] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    await insists(child, 'SIGINT');
    expect((await child.ended).signal).to.equal('SIGINT');
  });

  for (const way of ['blocks', 'blocksInListener']) {
    for (const first of ['SIGINT', 'SIGTERM'] as const) {
      it(`leave a second Ctrl-C its effect when ${way === 'blocks' ? 'the cleanup blocks' : 'an abort listener blocks'} the loop from the turn of ${first} on`, async () => {
        await using child = await start('cleans-up', { args: [way, '{"repeatMs":100}'] });
        child.send(first);
        await child.line('cleaning up');
        await insists(child, 'SIGINT');
        expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\n', stderr: '' });
      });
    }
  }

  it('leave the Ctrl-C after the next one its effect when the cleanup of a scope that was aborted with an interrupt blocks the loop', async () => {
    await using child = await start('cleans-up', { args: ['blocksAfterAnAbort', '{"repeatMs":100}'] });
    await child.line('cleaning up');
    child.send('SIGINT');
    await child.line('blocking');
    await insists(child, 'SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\nblocking\n', stderr: '' });
  });

  for (const [way, what] of Object.entries({
    blocksWhenAnotherHasGone: 'a listener of somebody else has come and gone',
    blocksWhenTheOlderHasGone: 'a listener of somebody else was there before and has gone',
    blocksAfterACapture: 'has had a capture of its own',
    blocksWhenAWatchHasGone: 'a watch was there before and has gone',
    blocksWhenAnUninterruptedCaptureHasGone: 'a capture that was not interrupted was there before and has gone',
  })) {
    it(`leave a second Ctrl-C its effect when the cleanup blocks the loop and ${what}`, async () => {
      await using child = await start('cleans-up', { args: [way, '{"repeatMs":100}'] });
      child.send('SIGINT');
      await child.line('cleaning up');
      await insists(child, 'SIGINT');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\n', stderr: '' });
    });
  }

  it('leave a second Ctrl-C its effect when the cleanup blocks the loop and the process was suspended, before grace has its turn', async () => {
    await using child = await start('cleans-up', { args: ['blocks', '{"repeatMs":100,"graceMs":300}'] });
    child.send('SIGINT');
    await child.line('cleaning up');
    child.send('SIGSTOP');
    await setTimeout(1000); // grace, and what is taken for a suspension
    child.send('SIGCONT');
    await insists(child, 'SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\n', stderr: '' });
  });

  it('leave a second Ctrl-C its effect when the cleanup blocks the loop and a mock has a longer window', async () => {
    await using child = await start('blocks-beside-a-mock');
    child.send('SIGINT');
    await child.line('cleaning up');
    await insists(child, 'SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\n', stderr: '' });
  });

  it('that gave SIGINT back do not keep a new capture from hearing it, nor a new listener', async () => {
    expect(await run('hears-anew', { args: ['alone'] })).to.deep.equal({ code: 0, signal: null, stdout: 'heard SIGINT\n', stderr: '' });
    expect(await run('hears-anew', { args: ['by another listener alone'] })).to.deep.equal({ code: 0, signal: null, stdout: 'the other heard\n', stderr: '' });
    expect(await run('hears-anew', { args: ['beside another listener'] })).to.deep.equal({ code: 0, signal: null, stdout: 'the other heard\nheard SIGINT\n', stderr: '' });
  });

  it('can give SIGINT back a second time', async () => {
    await using child = await start('hears-anew', { args: ['and is blocked once more'], ready: 'blocking' });
    await insists(child, 'SIGINT');
    expect((await child.ended).signal).to.equal('SIGINT');
  });

  it('are repeats also for a capture that the cleanup opens', async () => {
    await using child = await start('captures-in-its-cleanup');
    child.send('SIGINT');
    await child.line('cleaning up');
    for (const repeat of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) {
      await setTimeout(15);
      child.send(repeat);
    }
    child.write('finish\n');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\nsaved\n', stderr: '' });
  });

  it('are swallowed until the window ends when the scope closes within it, for a program that caught the interrupt', async () => {
    await using child = await start('catches-the-interrupt', { args: ['relays'] });
    child.send('SIGINT');
    await child.line('caught SIGINT');
    for (let repeat = 0; repeat < 4; repeat++) {
      child.send('SIGINT');
      await setTimeout(20); // duplicates come up to 40 ms later
    }
    child.write('finish\n');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'caught SIGINT\nfinished\n', stderr: '' });
  });

  it('are no longer swallowed when the window of a closed scope has ended', async () => {
    await using child = await start('catches-the-interrupt');
    child.send('SIGINT');
    await child.line('caught SIGINT');
    await insists(child, 'SIGTERM');
    expect((await child.ended).signal).to.equal('SIGTERM');
  });

  it('keep nothing alive once the scope has closed', async () => {
    await using child = await start('catches-the-interrupt', { args: ['finish'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'caught SIGINT\n', stderr: '' }); // and not when the window is over
  });
});
