import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../support/compiled.ts';
import { run } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { ALL, AT_EXIT, holds, type Row } from './at-exit/cleanups.ts';

const BUG = shown('a bug');

const ROWS: Record<string, Record<string, Row>> = {
  'runs once, at closing, as any other, when the scope closes: by': {
    'the block ends': { end: 0, stdout: `${ALL}exit 0\n` },
    'an uncaught exception that closes the scope': { end: 1, stdout: `${ALL}exit 1\n`, stderr: BUG },
    'the interrupt, let go': { end: 'SIGTERM', stdout: `${ALL}exit 143\n` },
  },
  "runs once, from 'exit', and those that were not to are left alone: by": {
    'process.exit(3)': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'process.exit(3) in a task': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'an uncaught exception': { end: 1, stdout: `exit 1\n${AT_EXIT}`, stderr: BUG },
    'an unhandled rejection': { end: 1, stdout: `exit 1\n${AT_EXIT}`, stderr: BUG },
    'the end of its grace': { end: 'SIGTERM', stdout: `exit 143\n${AT_EXIT}`, stderr: /^capture-signals: still open 100 ms after SIGTERM; cleanups: pool, [^\n]*, lock, [^\n]*\n$/ },
    'the end of work, in a cleanup that hangs': { end: 13, stdout: `exit 13\n${AT_EXIT}`, stderr: /^capture-signals: still open when [^\n]*; cleanups: upload, [^\n]*\n$/ },
  },
  'does not begin a second time: by': {
    'process.exit(3) while one runs': { end: 3, stdout: 'begun\nexit 3\nfirst\n' },
    'a listener that closes the scope': { end: 3, stdout: `exit 3\n${AT_EXIT}socket\n` },
  },
  'changes nothing by what it does, and keeps no other from running:': {
    'one that throws': { end: 3, stdout: `exit 3\nthrows\n${AT_EXIT}` },
    'one that is asynchronous': { end: 3, stdout: `exit 3\nbegun\n${AT_EXIT}` },
    'one that defers another': { end: 3, stdout: `exit 3\ndefers\ndeferred\n${AT_EXIT}` },
  },
  'runs newest first, whosever it is:': {
    'several scopes': { end: 3, stdout: `exit 3\nof the older, last\nof the newer\n${AT_EXIT}` },
  },
  'has one listener for all, while there are any:': {
    'listeners': { end: 0, stdout: 'listeners 0 1 0\nexit 0\n' },
  },
  'is got past by': {
    'a second Ctrl-C': { end: 'SIGINT', stdout: '' },
  },
};

describe('A cleanup that is to run at exit, too,', () => {
  for (const [what, rows] of Object.entries(ROWS)) holds(what, rows);

  it('runs beside those of another copy of the package', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
    try {
      bundle(['src/index.ts'], folder);
      await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
      const ended = await run('scope/exits-with-cleanups', { args: ['two copies', folder] });
      expect(ended).to.deep.equal({ code: 3, signal: null, stdout: `exit 3\n${AT_EXIT}of the other copy\n`, stderr: '' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
