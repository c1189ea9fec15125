import { type Cell, rightAnswer, titleOf } from './cells.ts';
import type { Runtime } from './runtimes.ts';
import { type Shortfall, shortfalls } from './shortfalls.ts';
import type { Outcome } from './trial.ts';

export interface Measured {
  cell: Cell;
  runtime: Runtime;
  /** A message where the program could not be tried. */
  outcome: Outcome | string;
}

export function holds({ cell, outcome }: Measured): boolean {
  if (typeof outcome === 'string') return false;
  const { ends, log, prints } = rightAnswer(cell);
  return (outcome.end === ends || outcome.end === 'unknown') && new RegExp(`^${log.join('\\n')}$`).test(outcome.log.join('\n')) && prints.test(outcome.printed) && outcome.left.length === 0;
}

/** What came, on one line. */
export function came({ outcome }: Measured): string {
  if (typeof outcome === 'string') return outcome;
  const { end, log, printed, left } = outcome;
  return [end, `log: ${log.join(', ')}`, `printed: ${JSON.stringify(printed.slice(0, 1000))}`, ...(left.length > 0 ? [`left: ${left.join(', ')}`] : [])].join('; ');
}

export const reasonOf = (measured: Measured): Shortfall | undefined =>
  shortfalls.find(({ cell, came: wanted }) => cell.test(titleOf(measured.cell)) && wanted.test(came(measured)));

/** Rows in the order of the data, a column for each runtime, with the reasons for what falls short as notes below. */
export function table(rows: readonly Measured[], runtimes: readonly Runtime[]): string {
  const notes: Shortfall[] = [];
  const cells = [...new Set(rows.map(({ cell }) => cell))];
  const lines = cells.map((cell) => {
    const marks = runtimes.map((runtime) => mark(rows.find((row) => row.cell === cell && row.runtime === runtime)!, notes));
    return `| ${[cell.package, [cell.program, cell.way].filter(Boolean).join(': '), cell.told, ...marks].join(' | ')} |`;
  });
  return [
    `| package | program | told by | ${runtimes.map(({ name }) => name).join(' | ')} |`,
    `|---|---|---|${runtimes.map(() => '---').join('|')}|`,
    ...lines,
    '',
    ...notes.map(({ reason, write, mend }, i) => `${i + 1}. ${reason} Write ${write}: "${mend}" runs it.`),
  ].join('\n');
}

function mark(measured: Measured, notes: Shortfall[]): string {
  const { outcome } = measured;
  const end = typeof outcome === 'string' ? 'could not be tried' : outcome.end;
  if (holds(measured)) return `✓ ${end}`;
  const shortfall = reasonOf(measured);
  if (shortfall === undefined) return `✗ ${end} [?]`;
  if (!notes.includes(shortfall)) notes.push(shortfall);
  return `✗ ${end} [${notes.indexOf(shortfall) + 1}]`;
}
