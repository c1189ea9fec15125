import { readFileSync, writeFileSync } from 'node:fs';

/** Puts what was measured into the `results.md` beside a script, below its first paragraph. */
export function writeResults(script: string, text: string): void {
  const file = new URL('results.md', script);
  const [title, about] = readFileSync(file, 'utf8').split('\n\n');
  writeFileSync(file, `${title}\n\n${about}\n\n${text}\n`);
}
