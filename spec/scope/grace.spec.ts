import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { LAST, names } from './grace/line.ts';
import { endsBySignal, endsFailed, hasItsTurn } from './grace/overstays.ts';

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

  hasItsTurn('waits', 'at once');
  hasItsTurn('works in small steps', 'when its watchdog runs');

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

  endsFailed('a failure of many lines', /after a failure; failure: Error: first second/);
  endsFailed('a failure, then a signal', /after a failure; failure: Error: no database/);
  endsBySignal('a signal, then a failure', 'SIGTERM');
  endsBySignal('an interrupt handed on by abort', 'SIGHUP');
  endsBySignal('an interrupt of another capture', 'SIGHUP');

  for (const way of ['a signal, where stderr is closed', 'a signal, where writing to stderr throws']) {
    it(`ends a scope by the signal, exit listeners and all, after ${way}`, async () => {
      expect(await run('scope/overstays', { args: [way] })).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'exit 143\n', stderr: '' });
    });
  }

  it('is not started by a cancellation that is no interrupt', async () => {
    expect(await run('scope/overstays', { args: ['a time limit of the parent'] })).to.deep.equal({ code: 0, signal: null, stdout: 'no interrupt, no grace\nexit 0\n', stderr: '' });
  });

  for (const [way, stdout, line] of [
    ['many at once', 'few timers\nexit 143\n', /still open 2000 ms after SIGTERM/],
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
  /** What it names; nothing but these. */
  const ROWS: Record<string, Record<string, string>> = {
    "does not name what is the library's own, nor stdio:": {
      'nothing': LAST,
      'a drain': LAST,
      'a drain that is over': LAST,
      'another capture with a grace': LAST,
    },
    'names what the scope waits for in another one, the newest first, and nothing of one that was not interrupted:': {
      'an inner scope': '; cleanups: inner, last',
      'two inner scopes, each with a task': '; tasks: second task, first task; cleanups: second, first, last',
      'a capture that is idle': LAST,
    },
    "names what is the program's own:": {
      'a timer': `${LAST}; resources: Timeout`,
      'a timer beside a drain and a promise': `${LAST}; resources: Timeout`,
      'a server and a socket': `${LAST}; resources: TCPServerWrap, TCPSocketWrap x2`,
    },
    'names cleanups and tasks that have not ended:': {
      'a cleanup with a name': '; cleanups: pool',
      'a cleanup without a name': '; cleanups: () => never()',
      'a task and a cleanup with names of many lines': '; tasks: upload to Graz; cleanups: pool of connections',
      'tasks and cleanups': '; tasks: upload, refresh; cleanups: pool',
    },
    'names what other parts of the package wait for, which add it themselves:': {
      'what somebody adds': `${LAST}; requests: GET /report, POST /jobs`,
    },
  };
  for (const [what, rows] of Object.entries(ROWS)) names(what, rows);
});
