import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../support/compiled.ts';
import { run, start } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { happens, line, type Row } from './out-of-work/happens.ts';

const ROWS: Record<string, Record<string, Row>> = {
  'closes a scope whose closing has not begun, and leaves the exit code to the runtime, when the program': {
    'is idle': { end: 0, stdout: 'second\nfirst\n', inAll: true },
    'awaits what nobody settles, with a task': { end: 'unsettled', stdout: 'task told: The scope has closed\ntask ended\ncleaned up\n' },
    'awaits what is aborted, in other words': { end: 0, stdout: 'cleaned up\n', inAll: true },
    'has begun what is aborted, in other words': { end: 'unsettled', stdout: 'cleaned up\n', inAll: true },
    'has an exit code of its cleanup': { end: 8, stdout: 'cleaned up\n' },
    'has several': { end: 'unsettled', stdout: 'newest\n3 begins\n3 ends\n2 begins\n2 ends\n1 begins\n1 ends\n' },
    'needs the scope around it as it is closed': { end: 0, stdout: 'cleaned up\n', inAll: true },
    'opens another as it is closed': { end: 'unsettled', stdout: 'cleaned up\nof another\n' },
    'exits in its cleanup': { end: 3, stdout: '' },
  },
  'tells what closing throws as the uncaught error that it is, when the program': {
    'has a cleanup that fails': { end: 1, stdout: 'cleaned up\n', stderr: shown('the disk is full') },
    'has a failed task': { end: 1, stdout: 'cleaned up\n', stderr: shown('the disk is full') },
    'was cancelled, and has let that go beside in other words, with an idle scope beside': { end: 1, stdout: 'the other has cleaned up\ncleaned up\n', stderr: /the disk is full/, inAll: true },
    'was interrupted, and nobody has asked': { end: 'SIGTERM', stdout: 'cleaned up\n', inAll: true },
    'was interrupted, and has let it go beside': { end: 'SIGTERM', stdout: 'cleaned up\n' },
  },
  'ends a scope that is closing as grace would, with a line, when the program': {
    'hangs in a cleanup, interrupted': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool'), inAll: true },
    'hangs in a cleanup, failed': { end: 1, stdout: '', stderr: line('; failure: Error: the disk is full; cleanups: pool') },
    'hangs in a cleanup, failed, and has let that go': { end: 1, stdout: '', stderr: line('; failure: Error: the disk is full; cleanups: pool') },
    'hangs in a task': { end: 13, stdout: '', stderr: line('; tasks: upload; cleanups: lock') },
    'hangs inside another that hangs': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: outer, inner') },
  },
  'is not reached before a signal of its own has arrived, when the program': {
    'raises from a timer': { end: 'SIGTERM', stdout: 'cleaned up\n', inAll: true },
    'raises in a drain': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises for a listener of its own': { end: 0, stdout: 'cleaned up\nheard\n', how: 'finally' },
  },
};

describe('To run out of work', () => {
  for (const [what, rows] of Object.entries(ROWS)) happens(what, rows);

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
