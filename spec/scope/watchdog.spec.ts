import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';
import { insists } from '../support/until.ts';

const BLOCKED = 'capture-signals: the event loop has been blocked since SIGINT came 1000 ms ago; another Ctrl-C ends the process\n';

describe('The option watchdog', () => {
  it('has the second Ctrl-C end a loop that was stuck before the first, and says so in between', async () => {
    await using child = await start('scope/is-stuck', { args: ['for ever'] });
    child.send('SIGINT');
    await child.errorLine(BLOCKED.trimEnd());
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: '', stderr: BLOCKED });
  });

  it('does not say so of a loop that was suspended, and takes it in time', async () => {
    await using child = await start('scope/is-stuck', { args: ['works'] });
    child.send('SIGINT');
    await setTimeout(200); // the thread hears it
    child.send('SIGSTOP');
    await setTimeout(1300);
    child.send('SIGCONT');
    const { code, signal, stderr } = await child.ended;
    expect({ code, signal, stderr }).to.deep.equal({ code: null, signal: 'SIGINT', stderr: '' });
  });

  it('says it once, and ends nothing before it has', async () => {
    await using child = await start('scope/is-stuck', { args: ['for ever'] });
    for (let key = 0; key < 3; key++) child.send('SIGINT'); // one key, relayed
    await child.errorLine(BLOCKED.trimEnd());
    await insists(child, 'SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: '', stderr: BLOCKED });
  });

  it('takes the terminal out of raw mode when it ends the process', async () => {
    await using terminal = await startInTerminal('scope/is-stuck', { args: ['raw, for ever'] });
    expect(await terminal.isRaw()).to.equal(true);
    terminal.send('SIGINT');
    await terminal.line(BLOCKED.trimEnd());
    terminal.send('SIGINT');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('ends it on a real Ctrl-C', async () => {
    await using terminal = await startInTerminal('scope/is-stuck', { args: ['for ever'] });
    terminal.press('\x03');
    await terminal.line(BLOCKED.trimEnd());
    terminal.press('\x03');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
  });

  it('has graceMs count from the signal that the thread has heard', async () => {
    await using child = await start('scope/is-stuck', { args: ['for ever', '300'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
  });

  const ways: [way: string, title: string, stdout: string][] = [
    ['for a moment', 'interrupts a loop that comes back, in order, with its cleanup', 'own 1\ncleaned up\nexit 130\n'],
    ['idle', 'changes nothing where the loop is idle', 'own 1\ncleaned up\nexit 130\n'],
    ['computes', 'lets interruptible() be broken', 'own 1\ncleaned up\nexit 130\n'],
    ['for a moment, beside another capture', 'tells other captures, too, newest first', 'own 1, other 1\ncleaned up\nexit 130\n'],
  ];
  for (const [way, title, stdout] of ways) {
    it(title, async () => {
      await using child = await start('scope/is-stuck', { args: [way] });
      for (let key = 0; key < 3; key++) child.send('SIGINT'); // one key, relayed
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout, stderr: '' });
    });
  }

  it('lets interruptible() be broken before the thread hears', async () => {
    await using child = await start('scope/is-stuck', { args: ['computes at once'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'own 1\ncleaned up\nexit 130\n', stderr: '' });
  });

  it('lets interruptible() be broken after one during which the thread has come', async () => {
    await using child = await start('scope/is-stuck', { args: ['computes at once, twice'] });
    await child.line('again');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'again\nown 1\ncleaned up\nexit 130\n', stderr: '' });
  });

  it('tells listeners of the program, too', async () => {
    await using child = await start('scope/is-stuck', { args: ['for a moment, beside a foreign listener'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: 130, signal: null, stdout: 'a listener of the program: SIGINT, 2\nown 1\ncleaned up\nexit 130\n', stderr: '' });
  });

  it('asks onSignal', async () => {
    await using child = await start('scope/is-stuck', { args: ['prevents'] });
    child.send('SIGINT');
    await child.line('prevented');
    await insists(child, 'SIGINT');
    const { signal, stdout } = await child.ended;
    expect({ signal, stdout }).to.deep.equal({ signal: 'SIGINT', stdout: 'prevented\nown 1, own 2\ncleaned up\nexit 130\n' });
  });

  it('leaves other signals alone', async () => {
    await using child = await start('scope/is-stuck', { args: ['for a moment'] });
    child.send('SIGTERM');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'own 1\ncleaned up\nexit 143\n', stderr: '' });
  });

  it('leaves a second Ctrl-C its effect on a cleanup that blocks', async () => {
    await using child = await start('scope/is-stuck', { args: ['for a moment, hangs'] });
    child.send('SIGINT');
    await child.line('cleaned up');
    await setTimeout(1000); // the window, and what the watchdog waits for: one more has to do
    child.send('SIGINT');
    expect((await child.ended).signal).to.equal('SIGINT');
  });

  it('leaves it its effect as well when an abort listener blocks from the turn of the signal', async () => {
    await using child = await start('scope/is-stuck', { args: ['for a moment, a listener hangs'] });
    child.send('SIGINT');
    await child.line('hanging');
    await setTimeout(1000); // the window, and what the watchdog waits for: one more has to do
    child.send('SIGINT');
    expect((await child.ended).signal).to.equal('SIGINT');
  });

  it('gives SIGINT back at closing to a listener of the program, each time', async () => {
    expect(await run('scope/is-watched-again', { args: ['15'] })).to.deep.equal({ code: 0, signal: null, stdout: 'survived\n', stderr: '' });
  });

  it('gives SIGINT back at closing, also to a loop that is stuck then', async () => {
    await using child = await start('scope/is-stuck', { args: ['closes'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: '', stderr: '' });
  });
});
