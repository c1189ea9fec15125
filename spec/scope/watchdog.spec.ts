import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';
import { endOf, interrupted, KILLED, killsWhileStuck, STUCK_MS } from './watchdog/stuck.ts';

describe('The option watchdog', () => {
  it('has Ctrl-C kill a loop that has been stuck for a second, at once and without a line', async () => {
    await using child = await start('scope/is-stuck', { args: ['for ever'] });
    await setTimeout(STUCK_MS);
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal(KILLED);
  });

  it('takes the terminal out of raw mode', async () => {
    await using terminal = await startInTerminal('scope/is-stuck', { args: ['for ever, raw'] });
    expect(await terminal.isRaw()).to.equal(true);
    await setTimeout(STUCK_MS);
    terminal.send('SIGINT');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(await terminal.isRaw()).to.equal(false);
  });

  for (const [title, args, stdout, afterMs = 0] of [
    ['in one that is stuck for a moment', ['400', '{"repeatMs":5000}'], 'own SIGINT\n'],
    ['before it has been for a second', ['2500', '{"repeatMs":5000}'], 'own SIGINT\n', 500],
    ['in one that is idle', [''], 'own SIGINT\n'],
    ['with all captures, newest first', ['400, beside another', '{"repeatMs":5000}'], 'own SIGINT, other SIGINT\n'],
    ['by breaking interruptible()', ['computes'], 'own SIGINT\n'],
  ] as const) {
    it(`leaves Ctrl-C a request: ${title}`, async () => {
      await using child = await start('scope/is-stuck', { args });
      await setTimeout(afterMs);
      child.send('SIGINT');
      child.send('SIGINT'); // one key, relayed
      expect(await endOf(child)).to.deep.equal(interrupted(stdout));
    });
  }

  for (const [title, args, stdout] of [
    ['once', ['2500'], 'own SIGINT\n'],
    ['beside another', ['2500, beside another'], 'own SIGINT, other SIGINT\n'],
  ] as const) {
    it(`hears again when the loop turns: ${title}`, async () => {
      await using child = await start('scope/is-stuck', { args });
      await child.line('turning');
      child.send('SIGINT');
      expect(await endOf(child)).to.deep.equal(interrupted(stdout));
    });
  }

  it('kills when the loop has been stuck for a second, also where the window is longer', () => killsWhileStuck('{"repeatMs":60000}'));
});
