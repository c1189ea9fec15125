import { expect } from 'chai';
import { run } from '../../support/process.ts';
import { isNode } from '../../support/runtime.ts';

/** Bun and Deno wait for ever for a top-level await that nobody settles, with and without a capture: work never runs out there. */
const HOWS = isNode ? (['await using', 'run', 'finally', 'nobody', 'run, floating'] as const) : (['run, floating'] as const);

export interface Row {
  /** `'unsettled'`: what the runtime gives for a top-level await that nobody settles, and 0 where the program floats. */
  readonly end: NodeJS.Signals | number | 'unsettled';
  readonly stdout: string;
  /** Nothing unless told. */
  readonly stderr?: RegExp;
  /** Whoever closes the scope; else one of them, in turn. */
  readonly inAll?: true;
  readonly how?: string;
}

/** What ends a scope that hangs. */
export const line = (rest: string) => new RegExp(`^capture-signals: still open when the program ran out of work${rest}\\n$`);

const NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

let turn = 0;

/** What running out of work does when the program is each of these. */
export function happens(what: string, rows: Readonly<Record<string, Row>>): void {
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
