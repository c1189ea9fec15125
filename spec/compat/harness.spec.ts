import { expect } from 'chai';
import { captureSignals } from '../../src/index.ts';
import { changes } from './changes.ts';
import { type Cell, type Outcome, outcome, type Result, type Shortfall, type Suite, type Untried } from './suite.ts';
import { grid, markdown } from './table.ts';
import { tryAll } from './trying.ts';
import { Marks, stale, unexplained } from './verdict.ts';

const cells: readonly Cell[] = ['ora', 'zx'].flatMap((title) => ['Node 20', 'Bun'].map((on) => ({ title, on })));
const shortfalls: readonly Shortfall[] = [
  { title: 'ora', on: /^Node/, came: /^code 0/, reason: 'ora reads the key' },
  { title: /^zx$/, came: /^code 1/, reason: 'zx throws', sometimes: 'The child may be quicker' },
];
const result = ({ title, on }: Cell, came?: string): Result => ({ cell: { title, on }, outcome: outcome({ title, on }, came ?? 'SIGINT', came) });
const [oraOnNode, oraOnBun, zxOnNode, zxOnBun] = cells as [Cell, Cell, Cell, Cell];

describe('The harness of the suites', () => {
  it('takes a failure for known only where its title, what it was tried on, and what came are those of a shortfall', () => {
    const known = (cell: Cell, came: string) => unexplained(shortfalls, result(cell, came)).length === 0;
    expect(known(oraOnNode, 'code 0')).to.equal(true);
    expect(known(oraOnNode, 'code 1')).to.equal(false);
    expect(known(oraOnBun, 'code 0')).to.equal(false);
    expect(known(zxOnBun, 'code 1')).to.equal(true);
  });

  it('says which shortfall no longer happens, but for one that happens now and then, and one that was not tried', () => {
    expect(stale(shortfalls, cells.map((cell) => result(cell)), true)).to.deep.equal([shortfalls[0]]);
    expect(stale(shortfalls, [result(oraOnNode, 'code 0')], true)).to.deep.equal([]);
    expect(stale(shortfalls, [result(oraOnNode, 'code 1')], true)).to.deep.equal([shortfalls[0]]);
    expect(stale(shortfalls, [result(oraOnBun)], false)).to.deep.equal([]);
    expect(stale(shortfalls, [result(oraOnBun)], true)).to.deep.equal([shortfalls[0]]);
  });

  it('makes a table of them, with numbered notes', () => {
    const { mark, notes } = new Marks(shortfalls);
    const table = markdown(grid([result(zxOnNode, 'code 1'), result(oraOnNode, 'code 0'), result(oraOnBun), result(zxOnBun, 'code 9')], mark, { program: ({ title }) => title }));
    expect(table).to.equal('| program | Node 20 | Bun |\n|---|---|---|\n| zx | ✗ code 1 [1] | ✗ code 9 [?] |\n| ora | ✗ code 0 [2] | ✓ SIGINT |');
    expect(notes).to.deep.equal(['zx throws', 'ora reads the key']);
  });

  describe('tries', () => {
    const tried: string[] = [];
    beforeEach(() => tried.splice(0));

    const suite = (more: Partial<Suite>): Suite => ({ cells, shortfalls, open: async () => expect.fail(), summary: () => '', table: () => [], versions: () => [], ...more });

    async function tryBy(how: (cell: Cell, count: number) => Promise<Outcome | Untried>, more: Partial<Suite> = {}) {
      await using shutdown = captureSignals('SIGUSR2');
      const workshop = {
        try(cell: Cell) {
          tried.push(cell.title + cell.on);
          return how(cell, tried.filter((name) => name === cell.title + cell.on).length);
        },
      };
      return await tryAll(suite(more), workshop, cells, shutdown, () => {});
    }

    it('once more, alone, what fails for no known reason', async () => {
      const { results } = await tryBy(async (cell, count) => outcome(cell, '', cell === oraOnNode ? 'code 0' : cell === zxOnBun && count === 1 ? 'code 9' : undefined));
      expect(tried).to.deep.equal(['oraNode 20', 'oraBun', 'zxNode 20', 'zxBun', 'zxBun']);
      expect(results.flatMap((result) => unexplained(shortfalls, result))).to.deep.equal([]);
    });

    it('nothing twice in a suite whose results are final', async () => {
      const { results } = await tryBy(async (cell) => outcome(cell, '', 'code 9'), { isFinal: true });
      expect(tried.length).to.equal(4);
      expect(results.flatMap((result) => unexplained(shortfalls, result)).length).to.equal(4);
    });

    it('so many at a time as the suite has it', async () => {
      let running = 0;
      let most = 0;
      await tryBy(async (cell) => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        return outcome(cell, '');
      }, { atATime: 3 });
      expect(most).to.equal(3);
    });

    it('what throws and what is never over as failures, and leaves out what cannot be tried here', async () => {
      const { results, untried } = await tryBy(async (cell) => {
        if (cell === oraOnNode) throw new Error('it did not start');
        if (cell === oraOnBun) return await new Promise<never>(() => {});
        return cell === zxOnNode ? { untried: 'there is no zx' } : outcome(cell, 'SIGINT');
      }, { limitMs: 20, isFinal: true });
      expect(results.map(({ outcome }) => outcome.checks[0]!.came)).to.deep.equal(['it did not start', 'not over after 20 ms', undefined]);
      expect(untried).to.deep.equal([{ cell: zxOnNode, why: 'there is no zx' }]);
    });
  });

  it('begins nothing any more once it is interrupted', async () => {
    let begun = 0;
    const interrupted = async () => {
      await using shutdown = captureSignals('SIGUSR2');
      const workshop = {
        try: () => {
          begun++;
          shutdown.abort(new Error('Ctrl-C'));
          return new Promise<never>(() => {});
        },
      };
      await tryAll({ cells, shortfalls, open: async () => workshop, summary: () => '', table: () => [], versions: () => [] }, workshop, cells, shutdown, () => {});
    };
    expect(await interrupted().then(() => 'It goes on', ({ message }: Error) => message)).to.equal('Ctrl-C');
    expect(begun).to.equal(1);
  });

  it('tells what has changed between two pages', () => {
    const page = (date: string, ora: string, zx: string, ...more: string[]) =>
      ['**1 of 2 hold.**', '', '| program | told by | Node |', '|---|---|---|', `| ora | SIGINT | ${ora} |`, ...more, '', '1. It reads the key.', '', `Measured on ${date}: Node 24, zx ${zx}.`].join('\n');
    expect(changes(page('2026-01-01', '✗ code 0 [1]', '8.1'), page('2026-01-02', '✗ code 0 [2]', '8.1'))).to.deep.equal(['- Measured on 2026-01-01', '+ Measured on 2026-01-02']);
    expect(changes(page('2026-01-01', '✗ code 0 [1]', '8.1', '| zx | SIGINT | ✓ |'), page('2026-01-01', '✓ SIGINT', '8.2', '| ora | SIGTERM | ✓ |'))).to.deep.equal([
      'gone: zx | SIGINT | ✓', 'ora, SIGINT: Node: ✗ code 0 -> ✓ SIGINT', 'new: ora | SIGTERM | ✓', '- zx 8.1', '+ zx 8.2',
    ]);
  });
});
