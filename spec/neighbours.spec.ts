import { expect } from 'chai';
import { start } from './support/process.ts';
import { shown } from './support/shown-errors.ts';

interface Row {
  way: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr?: RegExp;
  order?: 'before' | 'after';
}

const CLEANED = 'told\ncleaned up\n';

const ROWS: Record<string, Row> = {
  'one that only listens: both hear, and the process exits with 128 + n':
    { way: 'logs', code: 143, signal: null, stdout: `neighbour\n${CLEANED}exit 143\n` },
  'one that only listens once: both hear, and the process dies by the signal':
    { way: 'removes itself', code: null, signal: 'SIGTERM', stdout: `neighbour\n${CLEANED}exit 143\n` },
  'one that raises the signal again after its own cleanup: that is the same request':
    { way: 'raises again', code: null, signal: 'SIGTERM', stdout: `neighbour\n${CLEANED}exit 143\n` },
  'one that throws: the scope was told before; the error is as uncaught as without us':
    { way: 'throws', code: 1, signal: null, stdout: 'told\nneighbour threw\nexit 1\n', stderr: shown('from a neighbour') },
  'one that throws and was there later: the same':
    { way: 'throws', order: 'after', code: 1, signal: null, stdout: 'told\nneighbour threw\nexit 1\n', stderr: shown('from a neighbour') },
  'one that calls process.exit(): it has the last word, and the cleanup is cut short':
    { way: 'exits', code: 3, signal: null, stdout: 'told\nexit 3\n' },
  'one that works at exit: it has its turn before the process dies':
    { way: 'restores the cursor at exit', code: null, signal: 'SIGTERM', stdout: `${CLEANED}exit 143\ncursor restored\n` },
  'one that removes all listeners: the signal does what it does by default, until the next capture opens':
    { way: 'removes all listeners', order: 'after', code: null, signal: 'SIGTERM', stdout: '' },
};

describe('A neighbour that listens to the same signal', () => {
  for (const [title, { way, order = 'before', stderr = /^$/, ...wanted }] of Object.entries(ROWS)) {
    it(title, async () => {
      await using child = await start('neighbours/listeners', { args: [way, order] });
      child.send('SIGTERM');
      const { stderr: printed, ...ended } = await child.ended;
      expect({ ...ended, stdout: ended.stdout.split('\n').sort().join('\n') }).to.deep.equal({ ...wanted, stdout: wanted.stdout.split('\n').sort().join('\n') });
      expect(printed).to.match(stderr);
    });
  }
});
