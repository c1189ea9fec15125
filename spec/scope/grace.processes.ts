import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';
import { LAST, names } from './grace/line.ts';
import { endsBySignal, endsFailed, hasItsTurn } from './grace/overstays.ts';

describe('The option graceMs', () => {
  hasItsTurn('waits', 'with the signal on its way');
  hasItsTurn('waits', 'when its watchdog runs');
  for (const when of ['with the signal on its way', 'at once'] as const) hasItsTurn('works in small steps', when);
  for (const when of ['with the signal on its way', 'at once', 'when its watchdog runs'] as const) hasItsTurn('waits within the window', when);

  for (const [way, line] of Object.entries({
    'a failure that nobody can show': /after a failure; failure: a value that cannot be shown/,
    'a failure whose text throws': /after a failure; failure: a value that cannot be shown/,
    'a failure elsewhere': /after a failure; failure: Error: no database/,
  })) endsFailed(way, line);

  for (const [way, signal] of Object.entries({
    'a signal after abort': 'SIGTERM',
    'an interrupt in a cause': 'SIGHUP',
    'an interrupt of the parent': 'SIGHUP',
    'an interrupt of a parent that has aborted': 'SIGHUP',
  } as const)) endsBySignal(way, signal);
});

describe('A forced end', () => {
  it('is one by SIGKILL where an exit listener blocks: a second after the line at the latest', async () => {
    const { stderr, ...ended } = await run('scope/overstays', { args: ['a signal, where an exit listener blocks'] });
    expect(ended).to.deep.equal({ code: null, signal: 'SIGKILL', stdout: 'exit 143\n' });
    expect(stderr).to.match(/^capture-signals: still open 200 ms after SIGTERM[^\n]*\n$/);
  });
});

describe('The line of a forced end', () => {
  /** What it names; nothing but these. */
  const ROWS: Record<string, Record<string, string>> = {
    "does not name what is the library's own, nor stdio:": {
      'the promise': LAST,
      'a window': LAST,
      'a watch': LAST,
      'a watchdog': LAST,
      'stdin': LAST,
    },
    "names what is the program's own:": {
      'two timers and an interval': `${LAST}; resources: Timeout x3`,
      'a timer that keeps nothing alive': LAST,
      'a socket of the file system': `${LAST}; resources: PipeWrap x2`,
      'a child': `${LAST}; resources: ProcessWrap`,
    },
    'names cleanups and tasks that have not ended:': {
      'a cleanup that is a function': '; cleanups: closePool',
      'a cleanup with a name among options': '; cleanups: pool',
      'a cleanup with an empty name': '; cleanups: () => never()',
      'a cleanup without a name, of many lines': '; cleanups: async () => { await never(); await rm("a file with\u2026',
      'a cleanup that is bound': '; cleanups: bound closePool',
      'two cleanups, one that has ended': '; cleanups: second, first',
    },
    'names what other parts of the package wait for, which add it themselves:': {
      'nothing that somebody adds': LAST,
      'what throws when it is asked': LAST,
    },
  };
  for (const [what, rows] of Object.entries(ROWS)) names(what, rows);

  for (const stdio of [['ignore', 'pipe', 'pipe'], ['pipe', 'ignore', 'pipe'], ['pipe', 'inherit', 'pipe']] as const) {
    it(`names no stdio, and a socket all the same, where stdin and stdout are ${stdio.slice(0, 2).join(' and ')}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
      try {
        const [stdin, socket] = await Promise.all(['stdin', 'a socket of the file system'].map((open) => run('scope/tells-what-is-open', { args: [open, join(folder, 'socket')], stdio: [...stdio] })));
        expect(stdin!.stderr).to.equal(`capture-signals: still open 100 ms after SIGTERM${LAST}\n`);
        expect(socket!.stderr).to.equal(`capture-signals: still open 100 ms after SIGTERM${LAST}; resources: PipeWrap x2\n`);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }

  it('names no stdio in a terminal either, and a timer all the same', async () => {
    for (const [open, names] of [['nothing', ''], ['stdin', ''], ['a timer', '; resources: Timeout']] as const) {
      await using terminal = await startInTerminal('scope/tells-what-is-open', { args: [open], ready: false });
      const { signal, output } = await terminal.ended;
      expect({ signal, output }, open).to.deep.equal({ signal: 'SIGTERM', output: `capture-signals: still open 100 ms after SIGTERM${LAST}${names}\n` });
    }
  });
});
