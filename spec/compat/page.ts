import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const README = join(root, 'README.md');
const BELOW = '<!-- written by the script, from here to the end -->';

export interface Measured {
  /** One sentence, which the README at the top quotes. */
  summary: string;
  table: string;
  notes: readonly string[];
  /** Of all that was measured, or measured with. */
  versions: readonly string[];
}

export function textOf({ summary, table, notes, versions }: Measured): string {
  const list = notes.map((note, i) => `${i + 1}. ${note}`).join('\n');
  const date = `Measured on ${new Date().toISOString().slice(0, 10)}: ${versions.join(', ')}.`;
  return [`**${summary}**`, table, list, date].filter((part) => part !== '').join('\n\n');
}

/** Makes it the end of the README in a folder, whose beginning stays as it is. */
export function writePage(folder: string, text: string): void {
  const page = join(folder, 'README.md');
  const [about] = readFileSync(page, 'utf8').split(BELOW);
  writeFileSync(page, `${about}${BELOW}\n\n${text}\n`);
  quote(folder);
}

/** The sentence of a page that a script has written. */
export function summaryOf(page: string): string {
  const [, summary] = /^\*\*(.+)\*\*$/m.exec(page.split(BELOW)[1] ?? '') ?? [];
  if (summary === undefined) throw new Error('The page has no summary');
  return summary;
}

/** Has the README at the top say what the page in a folder says. */
export function quote(folder: string): void {
  const page = join(folder, 'README.md');
  if (!existsSync(page)) return;
  const link = `(${relative(root, folder).replaceAll('\\', '/')}): `;
  const lines = readFileSync(README, 'utf8').split('\n');
  const quoted = lines.map((line) => (line.includes(link) ? line.slice(0, line.indexOf(link)) + link + summaryOf(readFileSync(page, 'utf8')) : line));
  writeFileSync(README, quoted.join('\n'));
}
