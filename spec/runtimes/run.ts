/**
 * Runs the specs on every supported runtime and prints how many of each file passed. `--only=<regexp>` takes some
 * runtimes, `--write` puts the table into README.md, and further arguments replace the files for mocha. A dash in the
 * table is a file that was not run there, or has no test that starts a program. Fails when a spec fails for which differences.ts gives no reason.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { report } from '../support/results.ts';
import { type Difference, differences } from './differences.ts';
import { filesFor, type Result, runSpecs } from './specs.ts';
import { type Runtime, runtimes } from './runtimes.ts';

const { values: { only, write }, positionals } = parseArgs({
  options: { only: { type: 'string' }, write: { type: 'boolean' } },
  allowPositionals: true,
});

const notes: string[] = [];
const unexplained: string[] = [];

function explain(runtime: Runtime, { title, error = '' }: Result): string {
  const isKnown = (known: Difference) => known.runtimes.test(runtime.name) && known.title.test(title) && known.error.test(error);
  const reason = differences.find(isKnown)?.reason;
  if (reason === undefined) {
    unexplained.push(`${runtime.name}: ${title}\n  ${error}`);
    return '[?]';
  }
  if (!notes.includes(reason)) notes.push(reason);
  return `[${notes.indexOf(reason) + 1}]`;
}

function cell(runtime: Runtime, results: readonly Result[]): string {
  if (results.length === 0) return '–';
  const failed = results.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return `✓ ${results.length}`;
  const why = new Set(failed.map((result) => explain(runtime, result)));
  return `${results.length - failed.length} of ${results.length} ${[...why].join(' ')}`;
}

function version({ mocha, programs }: Runtime): string {
  return execFileSync(programs?.[0] ?? mocha, ['--version']).toString().split('\n')[0]!.replace(/^deno /, '').replace(/ \(.*/, '');
}

const chosen = runtimes.filter(({ name }) => only === undefined || new RegExp(only).test(name));
const measured: { runtime: Runtime; results: Result[] }[] = [];
// One after the other: the races that the specs look for should meet a machine as idle as it can be.
for (const runtime of chosen) {
  console.error(`== ${runtime.name}`);
  const results = await runSpecs(runtime, positionals.length > 0 ? positionals : filesFor(runtime));
  console.error(`${runtime.name}: ${results.filter(({ error }) => error === undefined).length} of ${results.length}`);
  measured.push({ runtime, results });
}

function summary(): string {
  const counts = measured.map(({ runtime, results }) => ({ name: runtime.name, held: results.filter(({ error }) => error === undefined).length, all: results.length }));
  const short = counts.filter(({ held, all }) => held < all);
  const whole = counts.filter(({ held, all }) => held === all).map(({ name }) => name);
  const isEveryNode = short.every(({ name }) => !name.startsWith('Node'));
  const others = short.map(({ name, held, all }) => `${held} of ${all} on ${name}`);
  return `Every spec holds on ${isEveryNode ? 'every Node' : list(whole)}${others.length > 0 ? `, ${list(others)}` : ''}.`;
}

const list = (words: readonly string[]) => new Intl.ListFormat('en-GB').format(words);

const files = [...new Set(measured.flatMap(({ results }) => results.map(({ file }) => file)))].sort();
const lines = files.map((file) => {
  const cells = measured.map(({ runtime, results }) => cell(runtime, results.filter((result) => result.file === file)));
  return `| ${[file, ...cells].join(' | ')} |`;
});
const text = [
  `| spec | ${chosen.map(({ name }) => name).join(' | ')} |`,
  `|---|${chosen.map(() => '---').join('|')}|`,
  ...lines,
  '',
  ...notes.map((note, i) => `${i + 1}. ${note}`),
].join('\n');
report(import.meta.url, { summary: summary(), text, versions: chosen.map((runtime) => `${runtime.name} ${version(runtime)}`).join('; ') }, write);
for (const failure of unexplained) console.error(`FAILED ${failure}`);
process.exitCode = unexplained.length > 0 ? 1 : 0;
