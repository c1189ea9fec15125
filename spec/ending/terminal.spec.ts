import { expect } from 'chai';
import { startInTerminal } from '../support/terminal.ts';

describe('On a terminal', () => {
  it('Ctrl-C inside a question of readline cleans up, ends by SIGINT and leaves the terminal as it was', async () => {
    await using terminal = await startInTerminal('asks-a-question');
    const before = await terminal.isRaw();
    terminal.press('Some');
    terminal.press('\x03');
    const { code, signal, output } = await terminal.ended;
    expect({ before, code, signal }).to.deep.equal({ before: true, code: null, signal: 'SIGINT' });
    expect(output).to.contain('cleaned up');
    expect(output).not.to.contain('Hello');
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('a question of readline is answered, and the program ends as it would without a capture', async () => {
    await using terminal = await startInTerminal('asks-a-question');
    terminal.press('Ada\r');
    const { code, output } = await terminal.ended;
    expect(code).to.equal(0);
    expect(output).to.contain('Hello Ada');
  });

  it('Ctrl-Z stops the program, and when it goes on Ctrl-C is a request as before', async () => {
    await using terminal = await startInTerminal('cleans-up', { args: ['quick'] });
    terminal.press('\x1a');
    await terminal.line(/^\^?Z?stopped by SIGTSTP$|stopped by SIGTSTP/);
    terminal.send('SIGCONT');
    terminal.press('\x03');
    const { signal, output } = await terminal.ended;
    expect(signal).to.equal('SIGINT');
    expect(output).to.contain('cleaned up');
  });
});
