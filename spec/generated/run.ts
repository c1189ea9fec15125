/**
 * Lives through generated programs and judges each by rules that need no model. `--count=<n>` (300) seeds from `--first=<n>` (1) on, or one: `--seed=<n>` shows the
 * program, its log and what it breaks; with `--shrink` also the smallest that still does. `--program=<JSON>` is a seed's stead. `--on=<regexp>` takes a runtime of spec/compat/runtimes
 * instead of this Node. Fails when something broke.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compiledFolder, compilePrograms } from '../support/compiled.ts';
import { generate } from './generator.ts';
import { show, type Program } from './program.ts';
import { judge, read } from './rules.ts';
import { live, shrink, tryAll } from './trial.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' }, first: { type: 'string', default: '1' }, seed: { type: 'string' }, program: { type: 'string' }, on: { type: 'string' }, shrink: { type: 'boolean' },
  },
});

/** Where the runtime reads TypeScript itself it is given the sources, else what they were compiled to. */
async function commandOn(name: string | undefined): Promise<string[]> {
  if (name !== undefined) {
    const { runtimes } = await import('../compat/runtimes/runtimes.ts');
    const runtime = runtimes.find((each) => new RegExp(name, 'i').test(each.name));
    if (!runtime) throw new Error(`--on expected one of ${runtimes.map((each) => each.name).join(', ')}, received ${name}`);
    if (runtime.programs) return [...runtime.programs, fileURLToPath(new URL('../programs/generated.ts', import.meta.url))];
    compilePrograms();
    return [runtime.mocha, `${compiledFolder()}/generated.js`];
  }
  compilePrograms();
  return [process.execPath, `${compiledFolder()}/generated.js`];
}

async function replay(program: Program, command: readonly string[], shrinks = values.shrink ?? false): Promise<void> {
  console.log(show(program));
  const life = await live(program, command);
  const events = read(life.log);
  for (const { at, what, words } of events) console.log(`${(at - events[0]!.at).toFixed(1).padStart(8)} ${what} ${words.join(' ')}`);
  for (const { signal, at } of life.sent) console.log(`${(at - events[0]!.at).toFixed(1).padStart(8)} from outside: ${signal}`);
  console.log(life.end ? `ended: ${life.end.signal ?? `code ${life.end.code}`}\n${life.end.stderr}` : 'was killed');
  const broken = judge(life);
  console.log(broken.length === 0 ? 'No rule is broken.' : broken.map((line) => `BROKEN ${line}`).join('\n'));
  if (broken.length > 0) process.exitCode = 1;
  if (broken.length === 0 || !shrinks) return;
  const smallest = await shrink(program, broken[0]!.split(':')[0]!, command);
  console.log(`\nThe smallest that breaks the first of them, --program='${JSON.stringify(smallest)}'\n`);
  await replay(smallest, command, false);
}

const on = values.on === undefined ? '' : ` --on='${values.on}'`;
const command = await commandOn(values.on);
if (values.program !== undefined || values.seed !== undefined) {
  await replay(values.program === undefined ? generate(Number(values.seed)) : JSON.parse(values.program), command);
} else {
  const [count, first] = [Number(values.count), Number(values.first)];
  const began = performance.now();
  const rules: Record<string, number> = {};
  let failed = 0;
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  await tryAll(seeds.map((seed) => [seed, generate(seed)]), command, (seed, broken) => {
    failed++;
    for (const rule of new Set(broken.map((line) => line.split(':')[0]!))) rules[rule] = (rules[rule] ?? 0) + 1;
    console.log(`BROKEN by seed ${seed}; npm run test:generated -- --seed=${seed}${on}\n${broken.map((line) => `  ${line}`).join('\n')}`);
  });
  console.log(`${count} programs in ${((performance.now() - began) / 1000).toFixed(0)} s: ${failed} broke a rule${Object.entries(rules).map(([rule, times]) => `; ${rule} ${times}`).join('')}`);
  if (failed > 0) process.exitCode = 1;
}
