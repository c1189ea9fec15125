import type { Cell, Mark, Result } from './suite.ts';

/** Results of the same title, in the order of the cells. */
export function rows<C extends Cell>(results: readonly Result<C>[]): [C, Result<C>[]][] {
  const found = new Map<string, [C, Result<C>[]]>();
  for (const result of results) {
    const { cell } = result;
    if (!found.has(cell.title)) found.set(cell.title, [cell, []]);
    found.get(cell.title)![1].push(result);
  }
  return [...found.values()];
}

export const columns = (results: readonly Result[]): string[] => [...new Set(results.map(({ cell }) => cell.on))];

/** A row for each title, a column for each `on`, and before them what `lead` says of the row, by its heading. */
export function grid<C extends Cell>(results: readonly Result<C>[], mark: Mark<C>, lead: Record<string, (cell: C) => string>): string[][] {
  const names = columns(results);
  const lines = rows(results).map(([cell, row]) => {
    const marks = names.map((name) => row.filter((result) => result.cell.on === name).map(mark).join(''));
    return [...Object.values(lead).map((say) => say(cell)), ...marks];
  });
  return [[...Object.keys(lead), ...names], ...lines];
}

export function markdown([head, ...lines]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head!), `|${'---|'.repeat(head!.length)}`, ...lines.map(line)].join('\n');
}
