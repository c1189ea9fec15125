import { expect } from 'chai';
import { run } from '../../support/process.ts';

export interface Row {
  readonly end: NodeJS.Signals | number;
  readonly stdout: string;
  /** Nothing unless told. */
  readonly stderr?: RegExp;
}

/** What those of `programs/scope/exits-with-cleanups` have done that are to run at exit, too, and what all of them. */
export const AT_EXIT = 'folder\nlock\n';
export const ALL = 'folder\nsocket\nlock\npool\n';

/** Of such a cleanup, in a program that is each of these. */
export function holds(what: string, rows: Readonly<Record<string, Row>>): void {
  for (const [way, { end, stdout, stderr = /^$/ }] of Object.entries(rows)) {
    it(`${what} ${way}`, async () => {
      const ended = await run('scope/exits-with-cleanups', { args: [way] });
      expect({ end: ended.signal ?? ended.code, stdout: ended.stdout }).to.deep.equal({ end, stdout });
      expect(ended.stderr).to.match(stderr);
    });
  }
}
