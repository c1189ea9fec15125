/**
 * Measures what becomes of programs that are made of well-known packages when they are interrupted. Prints the table, and with `--write` puts it
 * into README.md; `--only=<regexp>` takes some cells by their titles, `--on=<regexp>` some runtimes: every Node by default,
 * and Bun and Deno when they are named. Fails when a cell falls short for which shortfalls.ts gives no reason.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unavailableOf } from '../support/debian.ts';
import { report } from '../support/results.ts';
import { type Cell, cells, titleOf } from './cells.ts';
import { type Runtime, runtimes } from './runtimes.ts';
import { shortfalls } from './shortfalls.ts';
import { came, holds, type Measured, reasonOf, table } from './table.ts';
import { trial } from './trial.ts';
import { packageOn, packages, Workspace } from './workspace.ts';

const { values: { only = '', on = '^Node', write } } = parseArgs({ options: { only: { type: 'string' }, on: { type: 'string' }, write: { type: 'boolean' } } });

const unrun = shortfalls.find(({ mend }) => !cells.some((cell) => titleOf(cell) === mend));
if (unrun) throw new Error(`No cell runs what a shortfall says the user can write: ${unrun.mend}`);
const wanted = cells.filter((cell) => new RegExp(only).test(titleOf(cell)));
const missing = unavailableOf(Object.fromEntries(wanted.flatMap(({ needs }) => needs === undefined ? [] : [[needs, needs]])));
const chosen = wanted.filter(({ needs }) => needs === undefined || !missing.has(needs));
const untried = wanted.filter((cell) => !chosen.includes(cell));
for (const cell of untried) console.error(`${titleOf(cell)} is not tried: there is no ${cell.needs} here`);
const chosenRuntimes = runtimes.filter(({ name }) => new RegExp(on).test(name));

async function measure(workspace: Workspace, cell: Cell, runtime: Runtime, i: number): Promise<Measured> {
  const command = [...runtime.command, workspace.program(cell.program, runtime), ...(cell.way ? [cell.way] : [])];
  try {
    return { cell, runtime, outcome: await trial(cell, command, join(workspace.folder, `${i}.log`)) };
  } catch (error) {
    return { cell, runtime, outcome: String(error) };
  }
}

async function measureAll(): Promise<Measured[]> {
  using workspace = new Workspace();
  const pairs = chosen.flatMap((cell) => chosenRuntimes.map((runtime) => ({ cell, runtime })));
  const rows: Measured[] = [];
  const waiting = pairs.entries();
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (const [i, { cell, runtime }] of waiting) {
      const row = (rows[i] = await measure(workspace, cell, runtime, i));
      if (!holds(row)) console.error(`${runtime.name}: ${titleOf(cell)} ${reasonOf(row) ? 'falls short' : 'BROKEN'}: ${came(row)}`);
    }
  });
  await Promise.all(workers);
  // Once more, alone: what fails twice is broken.
  for (const [i, row] of rows.entries()) if (!holds(row) && reasonOf(row) === undefined) rows[i] = await measure(workspace, row.cell, row.runtime, i);
  return rows;
}

function versions(): string {
  const read = (path: string) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version;
  const versionsOf = (name: string) => [...new Set(chosenRuntimes.map((runtime) => read(packageOn(name, runtime))))].join(' and ');
  const listed = packages.filter((name) => !/-\d+$/.test(name) || name === 'signal-exit-3').map((name) => `${name} ${versionsOf(name)}`);
  return [`Linux ${release().replace(/-.*/, '')}`, ...chosenRuntimes.map(({ name }) => name), ...listed].join(', ');
}

const rows = await measureAll();
const held = rows.filter(holds).length;
const unexplained = rows.filter((row) => !holds(row) && reasonOf(row) === undefined);
const explained = rows.length - held - unexplained.length;
const without = untried.length > 0 ? ` ${untried.length} programs were not tried: there was no ${[...new Set(untried.map(({ needs }) => needs))].join(', no ')}.` : '';
const summary = `${held} of ${rows.length} runs end as promised; for each of the other ${explained} a line mends it, and was run.${without}`;
report(import.meta.url, { summary, text: table(rows, chosenRuntimes), versions: versions() }, write);
process.exitCode = unexplained.length > 0 ? 1 : 0;
