/**
 * The specs on every supported runtime. A dash in the table is a file that is not run there, or has no test that starts a program. The files of a runtime are run
 * by one mocha; a file that is tried once more, by another.
 */
import { execFileSync } from 'node:child_process';
import { type Cell, holds, type Suite } from '../suite.ts';
import { columns, grid } from '../table.ts';
import { differences } from './differences.ts';
import { type Runtime, runtimes } from './runtimes.ts';
import { filesFor, type Results, runSpecs } from './specs.ts';

interface SpecCell extends Cell {
  readonly runtime: Runtime;
}

function version({ mocha, programs }: Runtime): string {
  return execFileSync(programs?.[0] ?? mocha, ['--version']).toString().split('\n')[0]!.replace(/^deno /, '').replace(/ \(.*/, '');
}

const list = (words: readonly string[]) => new Intl.ListFormat('en-GB').format(words);

export const suite: Suite<SpecCell> = {
  cells: runtimes.flatMap((runtime) => filesFor(runtime).map((title) => ({ title, on: runtime.name, runtime }))),
  shortfalls: differences,

  async open(_folder, cells) {
    const waiting = new Set(cells);
    const together = new Map<Runtime, Promise<Results>>();
    const run = (runtime: Runtime) => runSpecs(runtime, cells.filter((cell) => cell.runtime === runtime).map(({ title }) => title));
    return {
      async try(cell) {
        const { title, runtime } = cell;
        const isFirst = waiting.delete(cell);
        if (isFirst && !together.has(runtime)) together.set(runtime, run(runtime));
        const checks = (isFirst ? await together.get(runtime)! : await runSpecs(runtime, [title])).get(title);
        if (checks === undefined) throw new Error('mocha has not run it: could it be loaded?');
        const held = checks.filter(({ came }) => came === undefined).length;
        return { shown: held < checks.length ? `${held} of ${checks.length}` : `${held}`, checks };
      },
    };
  },

  summary(results) {
    const counts = columns(results).map((name) => {
      const checks = results.filter(({ cell }) => cell.on === name).flatMap(({ outcome }) => outcome.checks);
      return { name, all: checks.length, held: checks.filter(({ came }) => came === undefined).length };
    });
    const short = counts.filter(({ held, all }) => held < all);
    const whole = counts.filter(({ held, all }) => held === all).map(({ name }) => name);
    const isEveryNode = short.every(({ name }) => !name.startsWith('Node'));
    const others = short.map(({ name, held, all }) => `${held} of ${all} on ${name}`);
    return `Every spec holds on ${isEveryNode ? 'every Node' : list(whole)}${others.length > 0 ? `, ${list(others)}` : ''}.`;
  },

  table(results, mark) {
    const sorted = [...results].sort((a, b) => (a.cell.title < b.cell.title ? -1 : 1));
    const cell: typeof mark = (result) => (result.outcome.checks.length === 0 ? '–' : holds(result.outcome) ? mark(result) : mark(result).replace(/^✗ /, ''));
    return grid(sorted, cell, { spec: ({ title }) => title }).map((line) => line.map((text) => text || '–'));
  },

  versions: (results) => [columns(results).map((name) => `${name} ${version(runtimes.find((runtime) => runtime.name === name)!)}`).join('; ')],
};
