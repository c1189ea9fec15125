/**
 * Tries what a suite has: `npm run compat -- <suite>`. `--only=<regexp>` takes some cells by their titles, `--on=<regexp>` by what they are tried on; `--quick` has
 * fewer rounds; `--write` puts the results into the README.md of the suite, and quotes them in the README. Fails when something does not hold for which the
 * suite has no shortfall, and when a shortfall no longer happens.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { captureSignals } from '../../src/index.ts';
import { endLeftovers } from '../support/leftovers.ts';
import { Folder } from './folder.ts';
import { install } from './install.ts';
import { textOf, writePage } from './page.ts';
import { nameOf, type Suite } from './suite.ts';
import { markdown } from './table.ts';
import { type Tried, tryAll } from './trying.ts';
import { Marks, stale, unexplained } from './verdict.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const suites = readdirSync(here).filter((name) => existsSync(join(here, name, 'suite.ts')));
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values: { only, on, quick, write }, positionals: [name = ''] } = parseArgs({ options: { only: text, on: text, quick: flag, write: flag }, allowPositionals: true });

async function tryHere(suite: Suite, isWhole: boolean): Promise<Tried<Suite['cells'][number]>> {
  const wanted = (pattern: RegExp | undefined, word: string) => pattern === undefined || pattern.test(word);
  const regExp = (source: string | undefined) => (source === undefined ? undefined : new RegExp(source));
  const cells = suite.cells.filter(({ title, on: where }) => wanted(regExp(only), title) && wanted(regExp(on) ?? suite.on, where));
  console.error(`${cells.length} cells${isWhole ? '' : `, of ${suite.cells.length}`}`);
  await using shutdown = captureSignals(undefined, { graceMs: 20_000 });
  await using folder = new Folder(name);
  const workshop = await suite.open(folder, cells, quick);
  try {
    return await tryAll(suite, workshop, cells, shutdown);
  } finally {
    await endLeftovers();
    await workshop[Symbol.asyncDispose]?.();
  }
}

function report(suite: Suite, { results, untried }: Tried<Suite['cells'][number]>, isWhole: boolean): void {
  const marks = new Marks(suite.shortfalls);
  const table = markdown(suite.table(results, marks.mark));
  const reasons = [...new Set(untried.map(({ why }) => why))];
  const summary = suite.summary(results) + (untried.length === 0 ? '' : ` ${untried.length} were not tried: ${reasons.join('; ')}.`);
  const page = textOf({ summary, table, notes: marks.notes, versions: suite.versions(results) });
  console.log(page);
  if (write) writePage(join(here, name), page);
  const faults = [
    ...results.flatMap((result) => unexplained(suite.shortfalls, result).map(({ title, came }) => `FAILED ${nameOf({ title, on: result.cell.on })}: ${came}`)),
    ...stale(suite.shortfalls, results, isWhole && untried.length === 0).map(({ title, on: where = 'everywhere', reason }) => `NO LONGER SO ${title}, ${where}: ${reason}`),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

/** Says how it is called. */
function refuse(reason: string): never {
  console.error(`${reason}: npm run compat -- <suite> [--only=<titles>] [--on=<columns>] [--quick] [--write]`);
  process.exit(2);
}

const isWhole = only === undefined && on === undefined && !quick;
if (!suites.includes(name)) refuse(`The suites are ${suites.join(', ')}`);
if (write && !isWhole) refuse('--write writes the whole page, and goes with no other flag');
install(name);
const { suite } = (await import(`./${name}/suite.ts`)) as { suite: Suite };
const tried = await tryHere(suite, isWhole);
if (tried.results.length > 0) report(suite, tried, isWhole);
else if (tried.untried.length > 0) console.error(`\n!!! NOTHING OF ${name.toUpperCase()} WAS TRIED: ${tried.untried[0]!.why}\n`);
else refuse('These flags take no cell');
