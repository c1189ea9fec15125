import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInTerminal, type Terminal } from '../../support/terminal.ts';
import { servicePath } from '../built.ts';

/** The question ends no line, so that it cannot be waited for as one. */
async function open(): Promise<Terminal> {
  const terminal = await startInTerminal(servicePath('prompt'), { ready: false });
  while (!terminal.output.includes('What is your name? ') || !(await terminal.isRaw())) await sleep(5);
  return terminal;
}

describe('examples/services/prompt', () => {
  it('takes an answer', async () => {
    await using terminal = await open();
    terminal.press('Ada\r');
    await terminal.line('Hello Ada');
    expect(await terminal.ended).to.include({ code: 0, signal: null });
    expect(await terminal.isRaw()).to.equal(false);
  });

  for (const [key, press, signal] of [
    ['Ctrl-C', (terminal: Terminal) => terminal.press('\x03'), 'SIGINT'],
    ['SIGTERM', (terminal: Terminal) => terminal.send('SIGTERM'), 'SIGTERM'],
  ] as const) {
    it(`ends by ${signal} on ${key}, and takes the terminal out of raw mode`, async () => {
      await using terminal = await open();
      press(terminal);
      expect(await terminal.ended).to.include({ code: null, signal });
      expect(await terminal.isRaw()).to.equal(false);
    });
  }

  it('fails as programs do on Ctrl-D', async () => {
    await using terminal = await open();
    terminal.press('\x04');
    const { output, ...end } = await terminal.ended;
    expect(end).to.deep.equal({ code: 1, signal: null });
    expect(output).to.include('Error: There is no answer');
  });
});
