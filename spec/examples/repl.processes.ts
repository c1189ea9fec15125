import { expect } from 'chai';
import { startInTerminal, type Terminal } from '../support/terminal.ts';
import { sourcePath } from './built.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** The prompt ends no line, so that it cannot be waited for as one. */
async function shows(terminal: Terminal, pattern: RegExp): Promise<void> {
  while (!pattern.test(terminal.output)) await sleep(5);
}

const PROMPT = /> (\x1b\[\d+G)?$/;

async function open(): Promise<Terminal> {
  const terminal = await startInTerminal(sourcePath('repl'), { ready: false });
  await shows(terminal, PROMPT);
  return terminal;
}

describe('examples/repl', () => {
  it('cancels the running command on Ctrl-C, and takes the next', async () => {
    await using terminal = await open();
    for (let i = 0; i < 2; i++) {
      terminal.press('sleep 600\r');
      await terminal.line('Sleeping for 600 seconds');
      terminal.press('\x03');
      await terminal.line('Cancelled');
      await shows(terminal, PROMPT);
    }
    terminal.press('echo still here\r');
    await terminal.line('still here');
    terminal.press('exit\r');
    expect(await terminal.ended).to.include({ code: 0, signal: null });
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('ends by SIGINT on Ctrl-C at the prompt, and leaves raw mode', async () => {
    await using terminal = await open();
    expect(await terminal.isRaw()).to.equal(true);
    terminal.press('\x03');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('ends with exit code 0 on Ctrl-D', async () => {
    await using terminal = await open();
    terminal.press('\x04');
    expect(await terminal.ended).to.include({ code: 0, signal: null });
  });

  it('ends by SIGTERM, be it while a command runs', async () => {
    await using terminal = await open();
    terminal.press('sleep 600\r');
    await terminal.line('Sleeping for 600 seconds');
    terminal.send('SIGTERM');
    await terminal.line('Cancelled');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGTERM' });
    expect(await terminal.isRaw()).to.equal(false);
  });
});
