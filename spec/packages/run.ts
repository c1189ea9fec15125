/**
 * Measures what becomes of programs that are made of well-known packages when they are interrupted. Prints the table, and with `--write` puts it into
 * results.md; `--only=<regexp>` takes some cells by their titles, `--node=<regexp>` some Nodes. Fails when a cell falls short for
 * which shortfalls.ts gives no reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { release, availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cell, cells, titleOf } from './cells.ts';
import { came, holds, type Measured, reasonOf, table } from './table.ts';
import { trial } from './trial.ts';
import { installed, packageOn, packages, Workspace } from './workspace.ts';

const { values: { only = '', node = '', write } } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' }, write: { type: 'boolean' } } });

const own = Number(process.versions.node.split('.')[0]);
const installedNodes = [22, 24, 26].map((major) => [major, installed(`node${major}/bin/node`)] as const);
const nodes = new Map<number, string>([...installedNodes, [own, process.execPath] as const].sort(([a], [b]) => a - b).filter(([major]) => new RegExp(node).test(String(major))));
const chosen = cells.filter((cell) => new RegExp(only).test(titleOf(cell)));

async function measure(workspace: Workspace, cell: Cell, node: number, i: number): Promise<Measured> {
  const command = [nodes.get(node)!, workspace.program(cell.program, node), ...(cell.way ? [cell.way] : [])];
  try {
    return { cell, node, outcome: await trial(cell, command, join(workspace.folder, `${i}.log`)) };
  } catch (error) {
    return { cell, node, outcome: String(error) };
  }
}

async function measureAll(): Promise<Measured[]> {
  using workspace = new Workspace();
  const pairs = chosen.flatMap((cell) => [...nodes.keys()].map((node) => ({ cell, node })));
  const rows: Measured[] = [];
  const waiting = pairs.entries();
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (const [i, { cell, node }] of waiting) {
      const row = (rows[i] = await measure(workspace, cell, node, i));
      if (!holds(row)) console.error(`Node ${node}: ${titleOf(cell)} ${reasonOf(row) ? 'falls short' : 'BROKEN'}: ${came(row)}`);
    }
  });
  await Promise.all(workers);
  return rows;
}

function version(name: string, node: number): string {
  return JSON.parse(readFileSync(join(packageOn(name, node), 'package.json'), 'utf8')).version;
}

function versions(): string {
  const versionsOf = (name: string) => [...new Set([...nodes.keys()].map((node) => version(name, node)))].join(' and ');
  const listed = packages.filter((name) => !/-\d+$/.test(name) || name === 'signal-exit-3').map((name) => `${name} ${versionsOf(name)}`);
  return [`Linux ${release().replace(/-.*/, '')}`, ...[...nodes.keys()].map((node) => `Node ${node}`), ...listed].join(', ');
}

const rows = await measureAll();
const held = rows.filter(holds).length;
const unexplained = rows.filter((row) => !holds(row) && reasonOf(row) === undefined);
const text = [
  table(rows, [...nodes.keys()]),
  '',
  `${held} of ${rows.length} cells hold, ${rows.length - held - unexplained.length} fall short for a reason given above.`,
  '',
  `Measured on ${new Date().toISOString().slice(0, 10)}: ${versions()}.`,
].join('\n');
console.log(text);
if (write) {
  const intro = readFileSync(new URL('results.md', import.meta.url), 'utf8').split('<!-- results -->')[0];
  writeFileSync(new URL('results.md', import.meta.url), `${intro}<!-- results -->\n${text}\n`);
}
process.exitCode = unexplained.length > 0 ? 1 : 0;
