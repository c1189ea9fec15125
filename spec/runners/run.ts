/**
 * Tries mockSignals() in the test runners that people use, on the package as it would be published. Prints the table, and with `--write`
 * puts it into README.md; `--only=<regexp>` takes some. Fails when a test does, or when one has not run.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runtimes } from '../runtimes/runtimes.ts';
import { report } from '../support/results.ts';

const { values: { only, write } } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

interface Runner {
  name: string;
  command: readonly string[];
  env?: Record<string, string>;
  /** How many tests have passed, from what it prints. */
  passed: RegExp;
  tests: number;
}

const bin = (path: string) => join(here, 'node_modules', path);
const program = (name: string) => runtimes.find((runtime) => runtime.name === name)!.programs![0]!;
const node = (major: number) => runtimes.find(({ name }) => name === `Node ${major}`)!.mocha;
const jest = (major: number, ...args: string[]) => [node(major), ...args, bin('jest/bin/jest.js'), '--ci', '--config'];
const jestPassed = /^Tests: +(\d+) passed, \d+ total/m;
const jestConfig = (file: string, config: object = { transform: {} }) => JSON.stringify({ testMatch: [`**/${file}`], testEnvironment: 'node', ...config });
/** Jest takes an ES module by `require` from Node 24.9 on; before, it has to transform it. */
const toCommonJs = { transform: { '\\.m?js$': './to-commonjs.cjs' }, transformIgnorePatterns: ['/node_modules/(?!capture-signals/)'] };

const runners: readonly Runner[] = [20, 26].flatMap((major): Runner[] => [
  { name: `Jest, ESM, Node ${major}`, command: [...jest(major, '--experimental-vm-modules', '--no-warnings'), jestConfig('jest.test.mjs')], passed: jestPassed, tests: 7 },
  { name: `Jest, CommonJS, transformed, Node ${major}`, command: [...jest(major), jestConfig('jest.test.cjs', toCommonJs)], passed: jestPassed, tests: 7 },
  ...(major > 20 ? [{ name: `Jest, CommonJS, Node ${major}`, command: [...jest(major, '--experimental-vm-modules', '--no-warnings'), jestConfig('jest.test.cjs')], passed: jestPassed, tests: 7 }] : []),
  ...['forks', 'threads', 'vmThreads'].map((pool) => ({
    name: `Vitest, ${pool}, Node ${major}`, command: [node(major), bin('vitest/vitest.mjs'), 'run', `--pool=${pool}`, 'vitest.test.mjs'], passed: /Tests +(\d+) passed/, tests: 7,
  })),
  { name: `node --test, Node ${major}`, command: [node(major), '--test', '--test-reporter=tap', 'node.test.mjs'], passed: /^# pass (\d+)$/m, tests: 7 },
  { name: `mocha, Node ${major}`, command: [node(major), bin('mocha/bin/mocha.js'), 'mocha.test.mjs'], passed: /(\d+) passing/, tests: 5 },
]).concat([
  { name: 'bun test', command: [program('Bun'), 'test', './bun.test.mjs'], passed: /(\d+) pass$/m, tests: 5 },
  { name: 'deno test', command: [program('Deno'), 'test', '-A', '--no-lock', '--node-modules-dir=manual', 'deno.test.mjs'], passed: /(\d+) passed/, tests: 6 },
]);

/** The tests, with the package and the runners below `node_modules`. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-runners-'));
  cpSync(join(here, 'tests'), folder, { recursive: true });
  cpSync(join(here, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  const library = join(folder, 'node_modules/capture-signals');
  execFileSync(process.execPath, [join(root, '.build/build.js'), join(library, 'dist')]);
  cpSync(join(root, 'package.json'), join(library, 'package.json'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "dependencies": { "capture-signals": "*" } }');
  return folder;
}

function run({ command, env }: Runner, folder: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { cwd: folder, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}

const folder = makeFolder();
const rows: string[] = [];
try {
  for (const runner of runners.filter(({ name }) => only === undefined || new RegExp(only).test(name))) {
    const { code, output } = await run(runner, folder);
    const passed = Number(runner.passed.exec(output)?.[1] ?? 0);
    const holds = code === 0 && passed === runner.tests;
    rows.push(`| ${runner.name} | ${holds ? `✓ ${passed}` : `${passed} of ${runner.tests}`} |`);
    if (holds) continue;
    process.exitCode = 1;
    console.error(`FAILED ${runner.name}: exit code ${code}\n${output}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report(import.meta.url, {
  summary: `\`mockSignals()\` does its work in ${rows.filter((row) => row.includes('| ✓')).length} of ${rows.length} settings of six runners.`,
  text: ['| runner | tests |', '|---|---|', ...rows].join('\n'),
  versions: ['jest', 'vitest', 'mocha'].map((name) => `${name} ${version(name)}`).join(', '),
}, write);

function version(name: string): string {
  return (JSON.parse(readFileSync(bin(`${name}/package.json`), 'utf8')) as { version: string }).version;
}
