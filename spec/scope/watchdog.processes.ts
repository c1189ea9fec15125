import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';
import { endOf, interrupted, KILLED, killsWhileStuck, STUCK_MS } from './watchdog/stuck.ts';

describe('The option watchdog', () => {
  it('has the second one kill when the first had come before', async () => {
    await using child = await start('scope/is-stuck', { args: ['for ever'] });
    child.send('SIGINT');
    await setTimeout(STUCK_MS);
    expect(child.hasExited).to.equal(false);
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal(KILLED);
  });

  it('does so on a real Ctrl-C', async () => {
    await using terminal = await startInTerminal('scope/is-stuck', { args: ['for ever'] });
    await setTimeout(STUCK_MS);
    terminal.press('\x03');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
  });

  for (const [title, args] of [
    ['a capture with graceMs, which is long', ['for ever', '{"graceMs":60000}']],
    ['beside a capture without it', ['for ever, beside another']],
    ['behind an exclusive one without it', ['for ever, beside a newer, exclusive one']],
    ['after a listener of the program has gone', ['for ever, had a listener']],
    ['after a computation', ['computes before, for ever']],
  ] as const) {
    it(`kills it so: ${title}`, async () => {
      await using child = await start('scope/is-stuck', { args });
      await setTimeout(STUCK_MS);
      child.send('SIGINT');
      expect(await child.ended).to.deep.equal(KILLED);
    });
  }

  it('gives it back again when the loop is stuck again', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500, twice'] });
    await child.line('turning');
    await setTimeout(STUCK_MS);
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ ...KILLED, stdout: 'turning\n' });
  });

  it('lets a capture that is opened by a loop that was stuck hear at once', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500, opens late, 400'] });
    await child.line('late');
    child.send('SIGINT');
    expect(await endOf(child)).to.deep.equal(interrupted('late\nlate SIGINT, own SIGINT\n'));
  });

  it('loses none that came before it was given back when a capture is opened by such a loop', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500, opens late, 400'] });
    child.send('SIGINT');
    expect(await endOf(child)).to.deep.equal(interrupted('late\nlate SIGINT, own SIGINT\n'));
  });

  it('takes a computation that SIGINT breaks for no stuck loop', async () => {
    await using child = await start('scope/is-stuck', { args: ['computes 2500'] });
    await child.line('computed');
    await setTimeout(100);
    child.send('SIGINT');
    const { signal, stdout } = await endOf(child);
    expect({ signal, stdout }).to.deep.equal({ signal: 'SIGINT', stdout: 'computed\nown SIGINT\ncleaned up\nexit 130\n' });
  });

  it('takes a suspension for no stuck loop', async () => {
    await using child = await start('scope/is-stuck', { args: ['works'] });
    child.send('SIGSTOP');
    await setTimeout(STUCK_MS);
    child.send('SIGCONT');
    await setTimeout(150);
    child.send('SIGINT');
    const { signal, stdout } = await endOf(child);
    expect({ signal, stdout }).to.deep.equal({ signal: 'SIGINT', stdout: 'own SIGINT\ncleaned up\nexit 130\n' });
  });

  for (const way of ['for ever, listens before', 'for ever, listens']) {
    it(`gives nothing back that a listener of the program has: ${way}`, async () => {
      await using child = await start('scope/is-stuck', { args: [way] });
      await setTimeout(STUCK_MS); // nothing may happen, so there is nothing to wait for
      child.send('SIGINT');
      await setTimeout(300);
      expect(child.hasExited).to.equal(false);
    });
  }

  it('lets a listener of the program hear that is put on while it is given back', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500, listens late, 400'] });
    await child.line('late');
    child.send('SIGINT');
    await child.line('a listener of the program');
    const { code, signal, stdout } = await child.ended;
    expect({ code, signal }).to.deep.equal({ code: 130, signal: null });
    expect(stdout).to.contain('own SIGINT\ncleaned up\n');
  });

  it('leaves other signals alone', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500'] });
    await setTimeout(1800);
    child.send('SIGTERM');
    const { signal, stdout } = await endOf(child);
    expect({ signal, stdout }).to.deep.equal({ signal: 'SIGTERM', stdout: 'own SIGTERM\ncleaned up\nexit 143\n' });
  });

  it('kills when the window is over, also where that is shorter', () => killsWhileStuck('{"repeatMs":50}'));

  it('leaves SIGINT as it was when it is closed while it is given back', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500, closes'] });
    await child.line('turning');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ ...KILLED, stdout: 'turning\n' });
  });

  it('leaves it to another capture when it is closed while it is given back', async () => {
    await using child = await start('scope/is-stuck', { args: ['2500, closes, beside another'] });
    await child.line('turning');
    child.send('SIGINT');
    await setTimeout(300);
    expect(child.hasExited).to.equal(false);
  });
});
