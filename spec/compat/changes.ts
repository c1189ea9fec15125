/** What is new on a page of results: cells of its tables, notes, versions, and the sentence that is quoted. */

interface Table {
  head: string[];
  rows: string[][];
}

/** Notes are numbered as they come: the number itself says nothing. */
const plain = (text: string): string => text.replace(/ \[[\d?]+\]/g, '').trim();
const cellsOf = (line: string): string[] => line.split('|').slice(1, -1).map(plain);

/** The tables of a page, and the lines that belong to none. */
function read(page: string): { tables: Table[]; lines: string[] } {
  const tables: Table[] = [];
  const lines: string[] = [];
  let isWithin = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) lines.push(line.replace(/^\d+\. /, '').trim());
    else if (!isWithin) tables.push({ head: cellsOf(line), rows: [] });
    else if (!/^\|[-| ]+\|$/.test(line)) tables.at(-1)!.rows.push(cellsOf(line));
    isWithin = line.startsWith('|');
  }
  return { tables, lines };
}

const nameOf = (row: readonly string[], length: number): string => row.slice(0, length).join(', ');

/** How many of the first cells it takes to tell the rows of each table apart. */
function lengthOfNames(...tables: readonly Table[]): number {
  let length = 1;
  const isClear = ({ head, rows }: Table) => length >= head.length || new Set(rows.map((row) => nameOf(row, length))).size === rows.length;
  while (!tables.every(isClear)) length++;
  return length;
}

function changesOfTable(before: Table, after: Table): string[] {
  const length = lengthOfNames(before, after);
  const [old, now] = [before, after].map(({ rows }) => new Map(rows.map((row) => [nameOf(row, length), row]))) as [Map<string, string[]>, Map<string, string[]>];
  const changed = [...now].flatMap(([name, row]) => {
    const was = old.get(name);
    if (was === undefined) return [`new: ${row.join(' | ')}`];
    const cells = after.head.flatMap((column, i) => {
      const cell = was[before.head.indexOf(column)];
      return cell === row[i] ? [] : [`${column}: ${cell ?? 'not there'} -> ${row[i]}`];
    });
    return cells.length > 0 ? [`${name}: ${cells.join('; ')}`] : [];
  });
  return [...[...old].filter(([name]) => !now.has(name)).map(([, row]) => `gone: ${row.join(' | ')}`), ...changed];
}

function changesOfLines(before: readonly string[], after: readonly string[]): string[] {
  const without = (lines: readonly string[], others: readonly string[]) => lines.filter((line) => !others.includes(line));
  return [...without(before, after).map((line) => `- ${line}`), ...without(after, before).map((line) => `+ ${line}`)];
}

const isVersions = (line: string): boolean => line.startsWith('Measured on ');
/** The date and each version as a line of its own. */
const versionsOf = (lines: readonly string[]): string[] => lines.filter(isVersions).flatMap((line) => line.replace(/\.$/, '').split(/[,;:] /));

export function changes(before: string, after: string): string[] {
  const [old, now] = [read(before), read(after)];
  const tables = now.tables.flatMap((table, i) => changesOfTable(old.tables[i] ?? { head: [], rows: [] }, table));
  const text = (lines: readonly string[]) => lines.filter((line) => !isVersions(line));
  return [...changesOfLines(text(old.lines), text(now.lines)), ...tables, ...changesOfLines(versionsOf(old.lines), versionsOf(now.lines))];
}
