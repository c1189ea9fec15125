import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../support/compiled.ts';
import { run, start } from '../support/process.ts';
import { isNode } from '../support/runtime.ts';
import { shown } from '../support/shown-errors.ts';

/** Bun and Deno wait for ever for a top-level await that nobody settles, with and without a capture: work never runs out there. */
const HOWS = isNode ? (['await using', 'run', 'finally', 'nobody', 'run, floating'] as const) : (['run, floating'] as const);

interface Row {
  /** `'unsettled'`: what the runtime gives for a top-level await that nobody settles, and 0 where the program floats. */
  readonly end: NodeJS.Signals | number | 'unsettled';
  readonly stdout: string;
  /** Nothing unless told. */
  readonly stderr?: RegExp;
  /** Whoever closes the scope; else one of them, in turn. */
  readonly inAll?: true;
  readonly how?: string;
}

const line = (rest: string) => new RegExp(`^capture-signals: still open when the program ran out of work${rest}\\n$`);

const ROWS: Record<string, Record<string, Row>> = {
  'closes a scope whose closing has not begun, and leaves the exit code to the runtime, when the program': {
    'is idle': { end: 0, stdout: 'second\nfirst\n', inAll: true },
    'awaits what nobody settles': { end: 'unsettled', stdout: 'cleaned up\n', inAll: true },
    'awaits what nobody settles, with a task': { end: 'unsettled', stdout: 'task told: The scope has closed\ntask ended\ncleaned up\n' },
    'races what nobody settles': { end: 0, stdout: 'cleaned up\n' },
    'has an exit code': { end: 7, stdout: 'cleaned up\n' },
    'has an exit code of its cleanup': { end: 8, stdout: 'cleaned up\n' },
    'has several': { end: 'unsettled', stdout: 'newest\n3 begins\n3 ends\n2 begins\n2 ends\n1 begins\n1 ends\n' },
    'has fake timers': { end: 'unsettled', stdout: 'cleaned up\n' },
    'takes uncaught errors, and has none': { end: 'unsettled', stdout: 'cleaned up\n' },
    'was interrupted, and has taken it': { end: 'unsettled', stdout: 'took SIGTERM\ncleaned up\n' },
    'hangs in what it caught': { end: 'unsettled', stdout: 'cleaned up\n' },
    'is closed by hand, beside an older one': { end: 'unsettled', stdout: 'cleaned up\nthe older has cleaned up\n' },
    'needs the scope around it as it is closed': { end: 0, stdout: 'cleaned up\n', inAll: true },
    'opens another as it is closed': { end: 'unsettled', stdout: 'cleaned up\nof another\n' },
    'has a cleanup that waits for the promise': { end: 'unsettled', stdout: 'told undefined\n' },
    'has a listener that finds work': { end: 'unsettled', stdout: 'more work\ncleaned up\nmore work\n' },
    'has a listener that goes on for ever': { end: 4, stdout: 'cleaned up\n' },
    'exits in its cleanup': { end: 3, stdout: '' },
    'calls exit instead': { end: 3, stdout: '' },
  },
  'tells what closing throws as the uncaught error that it is, when the program': {
    'has a cleanup that fails': { end: 1, stdout: 'cleaned up\n', stderr: shown('the disk is full') },
    'has two scopes whose cleanups fail': { end: 1, stdout: 'the newer has cleaned up\nthe older has cleaned up\n', stderr: /the disk is full[^]*the net is down/ },
    'has a cleanup that fails, where somebody listens for uncaught errors': { end: 'unsettled', stdout: 'cleaned up\nuncaught: the disk is full\n' },
    'has a failed task': { end: 1, stdout: 'cleaned up\n', stderr: shown('the disk is full') },
    'has a failed task and an interrupted scope beside': { end: 1, stdout: 'cleaned up\nthe other has cleaned up\n', stderr: /the disk is full/ },
    'was cancelled, has let that go beside, and was interrupted': { end: 1, stdout: 'cleaned up\n', stderr: /the disk is full/, how: 'run' },
    'was interrupted, and nobody has asked': { end: 'SIGTERM', stdout: 'cleaned up\n', inAll: true },
    'was interrupted, and has let it go beside': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'was interrupted, where somebody listens for uncaught errors': { end: 'unsettled', stdout: 'cleaned up\nuncaught: Interrupted by SIGTERM\n' },
    'has removed all listeners': { end: 'SIGTERM', stdout: 'cleaned up\n' },
  },
  'ends a scope that is closing as grace would, with a line, when the program': {
    'hangs in a cleanup, interrupted': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool'), inAll: true },
    'hangs in a cleanup': { end: 13, stdout: '', stderr: line('; cleanups: pool, [^\\n]*console.log\\(text\\)'), inAll: true },
    'hangs in a cleanup, failed': { end: 1, stdout: '', stderr: line('; failure: Error: the disk is full; cleanups: pool') },
    'hangs in a cleanup, cancelled': { end: 13, stdout: '', stderr: line('; cleanups: pool') },
    'hangs in a cleanup without a name': { end: 'SIGINT', stdout: '', stderr: line(' after SIGINT; cleanups: \\(\\) ?=> ?new Promise[^\\n]*') },
    'hangs in a task': { end: 13, stdout: '', stderr: line('; tasks: upload; cleanups: lock') },
    'hangs in a task, interrupted': { end: 'SIGHUP', stdout: '', stderr: line(' after SIGHUP; tasks: upload') },
    'hangs inside another that hangs': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: outer, inner') },
    'hangs beside one whose cleanup fails': { end: 1, stdout: '', stderr: line('; failure: Error: the disk is full; cleanups: pool') },
    'hangs, with an exit code': { end: 13, stdout: '', stderr: line('; cleanups: pool') },
    'hangs where somebody listens for uncaught errors': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool') },
    'hangs for a while': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool'), how: 'await using' },
    'hangs with a grace': { end: 'SIGTERM', stdout: '', stderr: /^capture-signals: still open 150 ms after SIGTERM; cleanups: pool(; resources: [^\n]*)?\n$/ },
  },
  'is not reached before a signal of its own has arrived, when the program': {
    'raises from a timer': { end: 'SIGTERM', stdout: 'cleaned up\n', inAll: true },
    'raises from an immediate': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises at once': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises when a prompt closes': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises when stdin ends': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises before exit': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises in a microtask': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises in a drain': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises for a listener of its own': { end: 0, stdout: 'cleaned up\nheard\n', how: 'finally' },
  },
};

const NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

describe('To run out of work', () => {
  let turn = 0;
  for (const [what, rows] of Object.entries(ROWS)) {
    for (const [way, { end, stdout, stderr = /^$/, inAll, how }] of Object.entries(rows)) {
      const hows = inAll ? HOWS : [isNode && how ? how : HOWS[turn++ % HOWS.length]!];

      it(`${what} ${way}`, async () => {
        for (const [at] of hows.entries()) {
          if (at % 3 > 0) continue;
          await Promise.all(hows.slice(at, at + 3).map(async (how) => {
            const code = end === 'unsettled' ? (how.endsWith('floating') ? 0 : 13) : end;
            const given = typeof end === 'string' ? NUMBERS[end as NodeJS.Signals] ?? 0 : end; // to 'exit' listeners Node gives 0 for 13, newer ones 13
            const ended = await run('ending/runs-out-of-work', { args: [how, way], stdio: ['ignore', 'pipe', 'pipe'], execArgv: ['--disable-warning=ExperimentalWarning'] });
            const told = end === 'unsettled' ? ended.stdout.replace(/exit 13\n$/, 'exit 0\n') : ended.stdout;
            expect({ end: ended.signal ?? ended.code, stdout: told }, how).to.deep.equal({ end: code, stdout: `${stdout}exit ${given}\n` });
            const complained = end === 'unsettled' ? ended.stderr.replace(/Warning: Detected unsettled top-level await at [^]*$/, '') : ended.stderr; // Node 22 and later
            expect(complained, how).to.match(stderr);
          }));
        }
      });
    }
  }

  it('is nothing while a capture whose promise was asked for is open', async () => {
    await using child = await start('waits-for-the-promise');
    child.send('SIGTERM');
    expect(await child.ended).to.include({ stderr: '' });
  });

  describe('with two copies of the package', () => {
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
      bundle(['src/index.ts'], folder);
      await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    });

    after(() => rm(folder, { recursive: true }));

    it('closes the scopes of both', async () => {
      const { stdout, ...ended } = await run('ending/runs-out-of-work-twice', { args: [folder, 'both are idle'] });
      expect({ ...ended, lines: stdout.split('\n').sort() }).to.deep.equal({ code: 0, signal: null, lines: ['', 'one has cleaned up', 'other has cleaned up'], stderr: '' });
    });

    for (const way of ['one hangs, the other is idle', 'the other hangs, one is idle']) {
      it(`ends by one line when ${way}, which is closed before`, async () => {
        const { stdout, stderr, ...ended } = await run('ending/runs-out-of-work-twice', { args: [folder, way] });
        expect({ ...ended, stdout }).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: `${/one is/.test(way) ? 'one' : 'other'} has cleaned up\n` });
        expect(stderr).to.match(line(' after SIGTERM; cleanups: pool'));
      });
    }

    it('ends by one line when both hang', async () => {
      const { stderr, ...ended } = await run('ending/runs-out-of-work-twice', { args: [folder, 'both hang'] });
      expect(ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: '' });
      expect(stderr).to.match(line(' after SIGTERM; cleanups: pool'));
    });
  });
});
