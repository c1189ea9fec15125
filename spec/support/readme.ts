import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Puts a measured table between the comments `<!-- name:start -->` and `<!-- name:end -->` of the README. */
export function writeReadme(name: string, text: string): void {
  const readme = fileURLToPath(new URL('../../README.md', import.meta.url));
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [before, rest] = readFileSync(readme, 'utf8').split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`README.md has no ${start} and ${end} to write between`);
  writeFileSync(readme, `${before}${start}\n${text}\n${end}${after}`);
}
