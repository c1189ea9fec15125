import { expect } from 'chai';
import { start } from '../support/process.ts';
import { startInTerminal, type Terminal } from '../support/terminal.ts';
import { insists } from '../support/until.ts';
import { sourcePath } from './built.ts';
import { visible } from './visible.ts';

const example = sourcePath('stopping');
const quick = { ready: 'Started proxy', env: { STOP_MS: '50' } };
const slow = { ...quick, env: { STOP_MS: '600000' } };
const SAYS = 'Stopping… press Ctrl-C again to force\n';
const STOPS = 'Stopped proxy\nStopped cache\nStopped database\n';

/** What is shown from the first key on. */
const since = (terminal: Terminal, shown: string): string => visible(terminal.output.slice(shown.length));

describe('examples/stopping', () => {
  it('says on Ctrl-C that it is stopping, and stops in order', async () => {
    await using terminal = await startInTerminal(example, quick);
    const shown = terminal.output;
    terminal.press('\x03');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(since(terminal, shown)).to.equal(SAYS + STOPS);
  });

  it('says so once, and is not forced, when a launcher relays the key', async () => {
    await using terminal = await startInTerminal(example, quick);
    const shown = terminal.output;
    terminal.send('SIGINT'); // the key itself comes a moment later than the helper says, and takes what was printed until then off the screen
    await terminal.modes(); // so that they are two
    terminal.send('SIGINT');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(since(terminal, shown)).to.equal(SAYS + STOPS);
  });

  it('is forced by a second Ctrl-C', async () => {
    await using terminal = await startInTerminal(example, slow);
    const shown = terminal.output;
    terminal.press('\x03');
    await terminal.line(SAYS.trim());
    await insists({ send: () => terminal.press('\x03'), ended: terminal.ended }, 'SIGINT');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(since(terminal, shown)).to.equal(SAYS);
  });

  for (const [where, signal, open] of [
    ['on a terminal', 'SIGTERM', () => startInTerminal(example, quick)],
    ['where there is no terminal', 'SIGINT', () => start(example, quick)],
  ] as const) {
    it(`says nothing on ${signal} ${where}`, async () => {
      await using program = await open();
      program.send(signal);
      const ended = await program.ended;
      expect(ended).to.include({ code: null, signal });
      expect('stderr' in ended ? ended.stdout + ended.stderr : ended.output).to.match(/^(Started \w+\n){3}(Stopped \w+\n){3}$/);
    });
  }
});
