// Tables of text, as Markdown that also reads well on a terminal.

const width = (text) => [...text].length;

export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => width(row[column]))));
  const line = (row) => `| ${row.map((cell, i) => cell + ' '.repeat(widths[i] - width(cell))).join(' | ')} |`;
  return [line(all[0]), `| ${widths.map((each) => '-'.repeat(each)).join(' | ')} |`, ...all.slice(1).map(line)].join('\n');
}

/** Three significant digits, without an exponent. */
export function number(value) {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

export const range = ({ median, low, high }) => `${number(median)} (${number(low)}–${number(high)})`;
