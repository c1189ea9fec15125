import { expect } from 'chai';
import { startInTerminal, type Terminal } from '../support/terminal.ts';
import { insists, until } from '../support/until.ts';
import { sourcePath } from './built.ts';
import { filesIn, temporaryDirectory } from './directory.ts';
import { visible } from './visible.ts';

const KEY = '\x03';
const NODE = [process.execPath, '-i'];
const BASH = ['bash', '--norc', '-i'];
/** It tells of each SIGINT, and shares the process group of its parent. */
const TELLS = ['bash', '-c', 'trap "echo cancelled" INT; echo at work; while :; do sleep 0.05; done'];

/** The program with a child, once that has shown `prompt`; and the folder that it has to clean up. */
async function open(child: string[], prompt: RegExp) {
  const temporary = await temporaryDirectory();
  const terminal = await startInTerminal(sourcePath('interactive-child'), { args: child, env: { TMPDIR: temporary.path }, ready: false });
  const shows = (pattern: RegExp) => until(`it shows ${pattern}`, () => pattern.test(visible(terminal.output)));
  await shows(prompt);
  const files = () => filesIn(temporary.path);
  expect(await files()).to.have.length(1);
  return {
    terminal, files, shows,
    async [Symbol.asyncDispose]() {
      await terminal[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
}

const ends: [string, (terminal: Terminal) => void, NodeJS.Signals][] = [
  ['SIGTERM', (terminal) => terminal.send('SIGTERM'), 'SIGTERM'],
  ['SIGHUP', (terminal) => terminal.send('SIGHUP'), 'SIGHUP'],
];

describe('examples/interactive-child', () => {
  it('leaves Ctrl-C to a REPL, be it busy, and cleans up when that has ended', async () => {
    await using session = await open(NODE, /> $/);
    const { terminal, shows } = session;
    terminal.press('console.log("bu" + "sy"); while (true);\r');
    await terminal.line('busy');
    terminal.press(KEY);
    await shows(/interrupted[^]*> $/);
    terminal.press('half a line' + KEY);
    await shows(/half a line\n> $/);
    terminal.press('.exit\r');
    expect(await terminal.ended).to.include({ code: 0, signal: null });
    expect(await session.files()).to.deep.equal([]);
  });

  it('leaves Ctrl-C to a shell, and ends with its exit code', async () => {
    await using session = await open(BASH, /[#$] $/);
    const { terminal, shows } = session;
    terminal.press('echo beg"un"; sleep 600\r');
    await shows(/begun\n$/);
    terminal.press(KEY);
    await shows(/begun\n+.*[#$] $/);
    terminal.press('exit 3\r');
    expect(await terminal.ended).to.include({ code: 3, signal: null });
    expect(await session.files()).to.deep.equal([]);
  });

  it('lives however often Ctrl-C is pressed', async () => {
    await using session = await open(TELLS, /at work\n/);
    const { terminal, files } = session;
    const begun = performance.now();
    await until('it has been pressed for longer than repeatMs', () => {
      terminal.press(KEY);
      return performance.now() - begun > 1_500;
    }, 100);
    await until('the child has heard some of them', () => visible(terminal.output).split('cancelled\n').length > 5);
    expect(await files()).to.have.length(1);
    await insists(terminal, 'SIGTERM'); // within 50 ms of the key it counts as the key
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGTERM' });
    expect(await files()).to.deep.equal([]);
  });

  for (const [child, prompt] of [[NODE, /> $/], [BASH, /[#$] $/], [TELLS, /at work\n/]] as const) {
    for (const [name, end, signal] of ends) {
      it(`ends ${child.slice(0, 2).join(' ')} on ${name}, cleans up, and ends by it`, async () => {
        await using session = await open([...child], prompt);
        const { terminal } = session;
        end(terminal);
        expect(await terminal.ended).to.include({ code: null, signal });
        await terminal.alone;
        expect(await session.files()).to.deep.equal([]);
        expect(await terminal.isRaw()).to.equal(false);
      });
    }
  }

  it('ends with the child when the terminal is closed', async () => {
    await using session = await open(NODE, /> $/);
    session.terminal.hangUp();
    await session.terminal.alone;
    expect(await session.terminal.ended).to.include({ signal: 'SIGHUP' });
    expect(await session.files()).to.deep.equal([]);
  });

  it('cleans up after a child that Ctrl-C has ended', async () => {
    await using session = await open(['bash', '-c', 'echo at work; exec sleep 600'], /at work\n/);
    session.terminal.press(KEY);
    expect(await session.terminal.ended).to.include({ code: 1, signal: null });
    expect(await session.files()).to.deep.equal([]);
  });

  it('cleans up when there is no such program', async () => {
    await using temporary = await temporaryDirectory();
    await using terminal = await startInTerminal(sourcePath('interactive-child'), { args: ['no-such-program'], env: { TMPDIR: temporary.path }, ready: false });
    const { output, ...end } = await terminal.ended;
    expect(end).to.deep.equal({ code: 1, signal: null });
    expect(output).to.include('ENOENT');
    expect(await filesIn(temporary.path)).to.deep.equal([]);
  });
});
