import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';

const GRACE = '{"graceMs":300}';

describe('The option graceMs', () => {
  for (const [title, way] of [
    ['a cleanup that waits for a promise nobody will settle, with an empty event loop', 'hangs'],
    ['a cleanup that waits and keeps the event loop alive', 'hangsAlive'],
  ] as const) {
    it(`ends ${title}, with one line, by the signal`, async () => {
      await using child = await start('cleans-up', { args: [way, GRACE] });
      child.send('SIGTERM');
      const { code, signal, stdout, stderr } = await child.ended;
      expect({ code, signal, stdout }).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaning up\nexit 143\n' });
      expect(stderr).to.match(/^capture-signals: still open 300 ms after SIGTERM(; resources: [^\n]*)?\n$/);
    });
  }

  it('names the tasks that still run', async () => {
    await using child = await start('cleans-up', { args: ['task', GRACE] });
    child.send('SIGTERM');
    const { signal, stderr } = await child.ended;
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 300 ms after SIGTERM; tasks: endless(; resources: [^\n]*)?\n$/);
  });

  for (const way of ['blocks', 'blocksInListener']) {
    it(`holds when ${way === 'blocks' ? 'the cleanup blocks' : 'an abort listener blocks'} the event loop: SIGKILL`, async () => {
      await using child = await start('cleans-up', { args: [way, GRACE] });
      child.send('SIGTERM');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGKILL', stdout: 'cleaning up\n', stderr: '' });
    });
  }

  it('counts from the first signal: repeats do not extend it', async () => {
    await using child = await start('cleans-up', { args: ['hangs', GRACE] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    const repeat = setInterval(() => child.send('SIGTERM'), 50);
    void child.ended.finally(() => clearInterval(repeat));
    expect((await child.ended).stderr).to.match(/^capture-signals: still open 300 ms/);
  });

  it('ends a scope that failed with exit code 1', async () => {
    const { code, signal, stderr } = await run('fails-and-hangs');
    expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
    expect(stderr).to.match(/^capture-signals: still open 100 ms after a failure; failure: Error: from onSignal(; resources: [^\n]*)?\n$/);
  });

  it('starts with a signal that comes after abort()', async () => {
    const { signal, stderr } = await run('aborts-and-hangs');
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 100 ms after SIGTERM/);
  });

  it('leaves no timer and no thread when the scope closes in time', async () => {
    expect(await run('grace-nothing-lingers')).to.deep.equal({ code: 0, signal: null, stdout: 'watched true\ncaught SIGTERM\ntimers 0\n', stderr: '' });
  });

  it('does not delay the end of a scope that closes in time', async () => {
    await using child = await start('cleans-up', { args: ['quick', '{"graceMs":3600000}'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaning up\ncleaned up\nexit 130\n', stderr: '' });
  });

  for (const way of ['waits', 'works in small steps', 'waits within the window']) {
    for (const [when, ms] of Object.entries({ 'with the signal on its way': -1, 'at once': 0, 'when its watchdog runs': 150 })) {
      it(`gives a process that was suspended past it its turn, with line and exit listeners: it ${way}, stopped ${when}`, async () => {
        await using child = await start('scope/overstays', { args: [way, '400'] });
        child.send('SIGTERM');
        if (ms >= 0) await child.line('cleaning up');
        if (ms > 0) await setTimeout(ms);
        child.send('SIGSTOP');
        await setTimeout(1500); // grace, the window, the slack of the watchdog, and what is taken for a suspension
        child.send('SIGCONT');
        const { code, signal, stdout, stderr } = await child.ended;
        expect({ code, signal, stdout }).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaning up\nexit 143\n' });
        expect(stderr).to.match(/^capture-signals: still open 400 ms after SIGTERM[^\n]*\n$/);
      });
    }
  }

  it('ends a process that was suspended and is blocked', async () => {
    await using child = await start('scope/overstays', { args: ['blocks'] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    child.send('SIGSTOP');
    await setTimeout(1200);
    child.send('SIGCONT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGKILL', stdout: 'cleaning up\n', stderr: '' });
  });

  it('lets a process that was suspended close in time', async () => {
    await using child = await start('scope/overstays', { args: ['closes in time', '60000'] });
    child.send('SIGTERM');
    await child.line('cleaning up');
    child.send('SIGSTOP');
    await setTimeout(1000);
    child.send('SIGCONT');
    child.write('close\n');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'cleaning up\nexit 0\n', stderr: '' });
  });

  for (const [way, line] of Object.entries({
    'a failure that nobody can show': /after a failure; failure: a value that cannot be shown/,
    'a failure whose text throws': /after a failure; failure: a value that cannot be shown/,
    'a failure of many lines': /after a failure; failure: Error: first second/,
    'a failure elsewhere': /after a failure; failure: Error: no database/,
    'a failure, then a signal': /after a failure; failure: Error: no database/,
  })) {
    it(`ends a scope with exit code 1, in one line, after ${way}`, async () => {
      const { stderr, ...ended } = await run('scope/overstays', { args: [way] });
      expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'exit 1\n' });
      expect(stderr).to.match(/^capture-signals: still open 200 ms [^\n]*\n$/).and.match(line);
    });
  }

  for (const [way, signal] of Object.entries({
    'a signal, then a failure': 'SIGTERM',
    'a signal after abort': 'SIGTERM',
    'an interrupt handed on by abort': 'SIGHUP',
    'an interrupt in a cause': 'SIGHUP',
    'an interrupt of the parent': 'SIGHUP',
    'an interrupt of a parent that has aborted': 'SIGHUP',
    'an interrupt of another capture': 'SIGHUP',
  })) {
    it(`ends a scope by the signal, in one line, after ${way}`, async () => {
      const { stderr, ...ended } = await run('scope/overstays', { args: [way] });
      expect(ended).to.deep.equal({ code: null, signal, stdout: `exit ${signal === 'SIGHUP' ? 129 : 143}\n` });
      expect(stderr).to.match(new RegExp(`^capture-signals: still open 200 ms after ${signal}[^\\n]*\\n$`));
    });
  }

  for (const way of ['a signal, where stderr is closed', 'a signal, where writing to stderr throws']) {
    it(`ends a scope by the signal, exit listeners and all, after ${way}`, async () => {
      expect(await run('scope/overstays', { args: [way] })).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'exit 143\n', stderr: '' });
    });
  }

  it('is not started by a cancellation that is no interrupt', async () => {
    expect(await run('scope/overstays', { args: ['a time limit of the parent'] })).to.deep.equal({ code: 0, signal: null, stdout: 'no interrupt, no grace\nexit 0\n', stderr: '' });
  });

  for (const [way, stdout, line] of [
    ['many at once', 'few timers\nexit 143\n', /still open 1500 ms after SIGTERM/],
    ['the second, as the first has closed', 'the first is over\nexit 143\n', /still open 3000 ms after SIGTERM; tasks: second/],
    ['the first, though the second was interrupted before', 'exit 143\n', /still open 200 ms after SIGTERM; tasks: first/],
  ] as const) {
    it(`is kept for each scope: ${way}`, async () => {
      const { stderr, ...ended } = await run('scope/overstays', { args: [way] });
      expect(ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout });
      expect(stderr).to.match(line);
    });
  }

  it('keeps no scope that has closed while the grace of another goes on', async () => {
    expect(await run('scope/forgets-closed-scopes', { execArgv: ['--expose-gc'] })).to.deep.equal({ code: 0, signal: null, stdout: 'forgotten\n', stderr: '' });
  });
});

describe('The line of a forced end', () => {
  const LAST = '; cleanups: last';
  /** What it names; nothing but these. */
  const ROWS: Record<string, Record<string, string>> = {
    "does not name what is the library's own, nor stdio:": {
      'nothing': LAST,
      'the promise': LAST,
      'a drain': LAST,
      'a window': LAST,
      'a watch': LAST,
      'a watchdog': LAST,
      'another capture with a grace': LAST,
      'stdin': LAST,
    },
    "names what is the program's own:": {
      'a timer': `${LAST}; resources: Timeout`,
      'a timer beside a drain and a promise': `${LAST}; resources: Timeout`,
      'two timers and an interval': `${LAST}; resources: Timeout x3`,
      'a timer that keeps nothing alive': LAST,
      'a server and a socket': `${LAST}; resources: TCPServerWrap, TCPSocketWrap x2`,
      'a socket of the file system': `${LAST}; resources: PipeWrap x2`,
      'a child': `${LAST}; resources: ProcessWrap`,
    },
    'names cleanups and tasks that have not ended:': {
      'a cleanup that is a function': '; cleanups: closePool',
      'a cleanup with a name': '; cleanups: pool',
      'a cleanup with a name among options': '; cleanups: pool',
      'a cleanup with an empty name': '; cleanups: () => never()',
      'a cleanup without a name': '; cleanups: () => never()',
      'a cleanup without a name, of many lines': '; cleanups: async () => { await never(); await rm("a file with\u2026',
      'a cleanup that is bound': '; cleanups: bound closePool',
      'two cleanups, one that has ended': '; cleanups: second, first',
      'tasks and cleanups': '; tasks: upload, refresh; cleanups: pool',
    },
    'names what other parts of the package wait for, which add it themselves:': {
      'what somebody adds': `${LAST}; requests: GET /report, POST /jobs`,
      'nothing that somebody adds': LAST,
      'what throws when it is asked': LAST,
    },
  };
  for (const [what, rows] of Object.entries(ROWS)) {
    it(`${what} ${Object.keys(rows).join(', ')}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
      const all = Object.entries(rows);
      try {
        for (let at = 0; at < all.length; at += 3) {
          await Promise.all(all.slice(at, at + 3).map(async ([open, names]) => {
            const { signal, stderr } = await run('scope/tells-what-is-open', { args: [open, join(folder, `${at}`)] });
            const line = stderr.replaceAll("'", '"').replaceAll(/\(\) ?=> ?/g, '() => ').replace(/with.*\u2026/, 'with\u2026'); // each runtime has sources of its own making
            expect({ signal, stderr: line }, open).to.deep.equal({ signal: 'SIGTERM', stderr: `capture-signals: still open 100 ms after SIGTERM${names}\n` });
          }));
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }

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
