import { expect } from 'chai';
import { run, type Ended } from '../support/process.ts';
import { isNode } from '../support/runtime.ts';

const changed = new URL('../programs/internals/changed.mjs', import.meta.url);

export type End = Pick<Ended, 'code' | 'signal' | 'stdout'>;
const exits = (stdout: string): End => ({ code: 0, signal: null, stdout });
export const dies = (signal: NodeJS.Signals, stdout = ''): End => ({ code: null, signal, stdout });

export const WENT_ON = exits('went on\n');
const CAUGHT = exits('caught AbortError\nwent on\n');

/** How these lives end on a runtime that has not changed. */
export const LIVES: Record<string, End> = {
  'opens and closes': WENT_ON,
  'gives SIGINT back': WENT_ON,
  'closes with a signal in flight': CAUGHT,
  'waits by the signal': CAUGHT,
  'waits by a signal of any': CAUGHT,
  'waits for the head of an answer': CAUGHT,
  'waits for the body of an answer': CAUGHT,
  'crunches what it has fetched': dies('SIGINT'),
  'is told again while its cleanup blocks': dies('SIGINT'),
  'lets an interrupt go': dies('SIGTERM', 'cleaned up\n'),
};

/**
 * Which lives such a change may touch; and how one may end then, which is as on Bun and Deno, which never had it. It need not: undici of Node 26 takes
 * its listener off soon after.
 */
export type Changes = Readonly<Record<string, readonly (string | readonly [life: string, end: End])[]>>;

export function endAsEver(changes: Changes): void {
  before(function () {
    if (!isNode) this.skip(); // which has its own, or never had it
  });

  for (const [change, lives] of Object.entries(changes)) {
    for (const row of lives) {
      const [life, ...others] = typeof row === 'string' ? [row] : row;
      it(`${change}: a program that ${life} ends as ever${others.length > 0 ? ', or as on one that never had it' : ''}`, async () => {
        const execArgv = ['--import', `${changed}?${encodeURIComponent(change)}`];
        const { stderr, ...end } = await run('internals/lives', { args: [life], execArgv });
        expect(stderr).to.equal('');
        expect([LIVES[life], ...others]).to.deep.include(end);
      });
    }
  }
}
