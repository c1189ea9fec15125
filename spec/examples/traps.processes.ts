import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { type StartOptions, start } from '../support/process.ts';
import { sourceCommand } from '../support/runtime.ts';
import { startInTerminal } from '../support/terminal.ts';
import { insists } from '../support/until.ts';
import { filesIn, temporaryDirectory } from './directory.ts';
import { visible } from './visible.ts';

type Way = 'wrong' | 'right';

interface Row {
  /** Below `examples/traps`: `const`, or `floating.mjs`. */
  example: string;
  execArgv?: readonly string[];
  ready: string;
  /** The key of the terminal, or what the program alone is sent. */
  told: 'Ctrl-C' | 'SIGTERM' | 'SIGUSR2';
  wrong: Fate;
  right: Fate;
}

interface Fate {
  /** What is shown once it has been told. */
  prints: RegExp;
  ends: NodeJS.Signals | number;
  /** What is left in the folder for temporary files. */
  left?: readonly string[];
}

const HAS_CLEANED = 'The job has cleaned up; the lock is';

const rows: readonly Row[] = [
  {
    example: 'child-signal', ready: 'The job works', told: 'Ctrl-C',
    wrong: { prints: new RegExp(`^(The job heard (SIGINT|SIGTERM)\n){2}${HAS_CLEANED} gone\n$`), ends: 'SIGINT' },
    right: { prints: new RegExp(`^The job heard SIGINT\n${HAS_CLEANED} still there\n$`), ends: 'SIGINT' },
  },
  {
    example: 'child-signal', ready: 'The job works', told: 'SIGTERM',
    wrong: { prints: new RegExp(`^The job heard SIGTERM\n${HAS_CLEANED} gone\n$`), ends: 'SIGTERM' },
    right: { prints: new RegExp(`^The job heard SIGTERM\n${HAS_CLEANED} still there\n$`), ends: 'SIGTERM' },
  },
  {
    example: 'promise-all', ready: 'Copying film', told: 'Ctrl-C',
    wrong: { prints: /^Removed text\.part\n$/, ends: 'SIGINT', left: ['film.part'] },
    right: { prints: /^Removed text\.part\nRemoved film\.part\n$/, ends: 'SIGINT' },
  },
  {
    example: 'abort-listener.mjs', ready: 'Working', told: 'Ctrl-C',
    wrong: { prints: /^(?![^]*Cleaned up)[^]*Error: Not connected\n/, ends: 1 },
    right: { prints: /^No goodbye: Not connected\nCleaned up\n$/, ends: 'SIGINT' },
  },
  {
    example: 'hidden-child.mjs', ready: 'Building', told: 'Ctrl-C',
    wrong: { prints: /Error: The service was stopped\n/, ends: 1 },
    right: { prints: /^$/, ends: 'SIGINT' },
  },
  {
    example: 'swallow', ready: 'Page 1', told: 'Ctrl-C',
    wrong: { prints: /^Skipped page 2: canceled\nSkipped page 3: canceled\nPublished\n$/, ends: 0 },
    right: { prints: /^$/, ends: 'SIGINT' },
  },
  {
    example: 'failed-child', ready: 'Building', told: 'Ctrl-C',
    wrong: { prints: /^Cleaned up\n[^]*Error: The build has failed\n/, ends: 1 },
    right: { prints: /^Cleaned up\n$/, ends: 'SIGINT' },
  },
  {
    example: 'floating.mjs', execArgv: ['--unhandled-rejections=warn'], ready: 'Working', told: 'Ctrl-C',
    wrong: { prints: /^(?=[^]*Cleaned up\n)([^]*UnhandledPromiseRejectionWarning: AbortError){2}/, ends: 0 },
    right: { prints: /^Cleaned up\n$/, ends: 'SIGINT' },
  },
  {
    example: 'nodemon.mjs', ready: 'Working', told: 'SIGUSR2',
    wrong: { prints: /^$/, ends: 'SIGUSR2', left: ['dev.lock'] },
    right: { prints: /^$/, ends: 'SIGUSR2' },
  },
];

const path = (example: string) => fileURLToPath(new URL(`../../examples/traps/${example}${example.endsWith('.mjs') ? '' : '.ts'}`, import.meta.url));
const options = (way: Way, temporary: { readonly path: string }, ready: string | RegExp): StartOptions => ({ command: sourceCommand, args: [way], env: { TMPDIR: temporary.path }, ready });
const endOf = (ends: Fate['ends']) => (typeof ends === 'string' ? { code: null, signal: ends } : { code: ends, signal: null });

describe('A trap of examples/traps', () => {
  for (const { example, execArgv = [], ready, told, ...fates } of rows) {
    for (const way of ['wrong', 'right'] as const) {
      const { prints, ends, left = [] } = fates[way];
      it(`${example}, ${told}: ${way}`, async () => {
        await using temporary = await temporaryDirectory();
        await using terminal = await startInTerminal(path(example), { ...options(way, temporary, ready), execArgv });
        const shown = visible(terminal.output).length;
        if (told === 'Ctrl-C') terminal.press('\x03');
        else terminal.send(told);
        const { output, ...end } = await terminal.ended;
        await terminal.alone; // a child may be left, and show something
        expect(end, output).to.deep.equal(endOf(ends));
        expect(visible(terminal.output).slice(shown)).to.match(prints);
        expect(await filesIn(temporary.path)).to.deep.equal(left);
      });
    }
  }

  for (const [way, left] of [['wrong', ['index.lock']], ['right', []]] as const) {
    it(`const, Ctrl-C in the rest of the program: ${way}`, async () => {
      await using temporary = await temporaryDirectory();
      await using child = await start(path('const'), options(way, temporary, `Indexed; the lock is ${way === 'wrong' ? 'still there' : 'gone'}`));
      await insists(child, 'SIGINT');
      expect(await child.ended).to.include({ code: null, signal: 'SIGINT', stderr: '' });
      expect(await filesIn(temporary.path)).to.deep.equal(left);
    });

    it(`const, an error in the rest of the program: ${way}`, async () => {
      await using temporary = await temporaryDirectory();
      await using child = await start(path('const'), { ...options(way, temporary, /^Indexed/), args: [way, 'fails'] });
      const { stderr, ...end } = await child.ended;
      expect(end).to.include({ code: 1, signal: null });
      expect(stderr).to.include('Error: The rest has failed');
      expect(await filesIn(temporary.path)).to.deep.equal(left);
    });
  }

  for (const way of ['wrong', 'right'] as const) {
    it(`server, SIGTERM while a request is in flight: ${way}`, async () => {
      await using child = await start(path('server'), { command: sourceCommand, args: [way], env: { PORT: '0' }, ready: false });
      const port = /\d+/.exec(await child.line(/^Listening on port/))![0];
      if (way === 'wrong') await child.line('Closed');
      const request = get({ port, agent: false });
      const answer = once(request, 'response').then(([response]) => text(response as IncomingMessage), (error: NodeJS.ErrnoException) => error.code);
      await child.line('Answering');
      child.send('SIGTERM');
      expect(await answer).to.equal(way === 'wrong' ? 'ECONNRESET' : 'Hello\n');
      expect(await child.ended).to.include({ ...endOf(way === 'wrong' ? 'SIGTERM' : 0), stderr: '' });
    });
  }

  it('no-grace, a cleanup that hangs: wrong', async () => {
    await using child = await start(path('no-grace'), { command: sourceCommand, args: ['wrong'], ready: 'Working' });
    child.send('SIGINT');
    await child.line('Closing the pool');
    await insists(child, 'SIGINT');
    expect(await child.ended).to.include({ code: null, signal: 'SIGINT', stderr: '' });
  });

  it('no-grace, a cleanup that hangs: right', async () => {
    await using child = await start(path('no-grace'), { command: sourceCommand, args: ['right'], ready: 'Working' });
    child.send('SIGINT');
    const { stderr, ...end } = await child.ended;
    expect(end).to.include({ code: null, signal: 'SIGINT' });
    expect(stderr).to.equal('capture-signals: still open 1000 ms after SIGINT; cleanups: pool; resources: Timeout\n');
  });
});
