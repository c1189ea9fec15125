import { readFileSync, writeFileSync } from 'node:fs';

export interface Results {
  /** One sentence, which the README at the top quotes. */
  summary: string;
  /** Tables and notes. */
  text: string;
  /** Of all that was measured, or measured with. */
  versions: string;
}

const BELOW = '<!-- written by the script, from here to the end -->';

/** Prints what was measured. With `write` it becomes the end of the `README.md` beside the script. */
export function report(script: string, { summary, text, versions }: Results, write = false): void {
  const measured = [`**${summary}**`, text, `Measured on ${new Date().toISOString().slice(0, 10)}: ${versions}.`].join('\n\n');
  console.log(measured);
  if (!write) return;
  const page = new URL('README.md', script);
  const [about] = readFileSync(page, 'utf8').split(BELOW);
  writeFileSync(page, `${about}${BELOW}\n\n${measured}\n`);
}

/** The sentence of a page that {@link report} has written. */
export function summaryOf(page: string): string {
  const [, summary] = /^\*\*(.+)\*\*$/m.exec(page.split(BELOW)[1] ?? '') ?? [];
  if (summary === undefined) throw new Error('The page has no summary');
  return summary;
}
