import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../../support/process.ts';

/** The cleanup that never ends of `programs/scope/tells-what-is-open`, where it opens nothing else. */
export const LAST = '; cleanups: last';

/** What the line of a forced end names of what is open; nothing but these. */
export function names(what: string, rows: Readonly<Record<string, string>>): void {
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
