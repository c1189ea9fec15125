/** mockSignals() in the test runners that people use. */
import { spawn } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { link, root } from '../folder.ts';
import { Installed } from '../installed.ts';
import { bun, deno, node } from '../runtimes/runtimes.ts';
import { type Cell, holds, nameOf, outcome, type Suite } from '../suite.ts';

interface Runner extends Cell {
  command: readonly string[];
  /** How many tests have passed, from what it prints. */
  passed: RegExp;
  tests: number;
}

const installed = new Installed(import.meta.url);
const jest = (major: number, ...args: string[]) => [node(major), ...args, installed.path('jest/bin/jest.js'), '--ci', '--config'];
const jestPassed = /^Tests: +(\d+) passed, \d+ total/m;
const jestConfig = (file: string, config: object = { transform: {} }) => JSON.stringify({ testMatch: [`**/${file}`], testEnvironment: 'node', ...config });
/** Jest takes an ES module by `require` from Node 24.9 on; before, it has to transform it. */
const toCommonJs = { transform: { '\\.m?js$': './to-commonjs.cjs' }, transformIgnorePatterns: ['/node_modules/(?!capture-signals/)'] };

const onNode = (major: number): Omit<Runner, 'on'>[] => [
  { title: 'Jest, ESM', command: [...jest(major, '--experimental-vm-modules', '--no-warnings'), jestConfig('jest.test.mjs')], passed: jestPassed, tests: 7 },
  { title: 'Jest, CommonJS, transformed', command: [...jest(major), jestConfig('jest.test.cjs', toCommonJs)], passed: jestPassed, tests: 7 },
  ...(major > 20 ? [{ title: 'Jest, CommonJS', command: [...jest(major, '--experimental-vm-modules', '--no-warnings'), jestConfig('jest.test.cjs')], passed: jestPassed, tests: 7 }] : []),
  ...['forks', 'threads', 'vmThreads'].map((pool) => ({
    title: `Vitest, ${pool}`, command: [node(major), installed.path('vitest/vitest.mjs'), 'run', `--pool=${pool}`, 'vitest.test.mjs'], passed: /Tests +(\d+) passed/, tests: 7,
  })),
  { title: 'node --test', command: [node(major), '--test', '--test-reporter=tap', 'node.test.mjs'], passed: /^# pass (\d+)$/m, tests: 7 },
  { title: 'mocha', command: [node(major), installed.path('mocha/bin/mocha.js'), 'mocha.test.mjs'], passed: /(\d+) passing/, tests: 5 },
];

function run(command: readonly string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}

export const suite: Suite<Runner> = {
  cells: [
    ...[20, 26].flatMap((major) => onNode(major).map((runner) => ({ ...runner, on: `Node ${major}` }))),
    { title: 'bun test', on: '', command: [bun, 'test', './bun.test.mjs'], passed: /(\d+) pass$/m, tests: 5 },
    { title: 'deno test', on: '', command: [deno, 'test', '-A', '--no-lock', '--node-modules-dir=manual', 'deno.test.mjs'], passed: /(\d+) passed/, tests: 6 },
  ],
  shortfalls: [],

  async open(folder) {
    cpSync(new URL('tests', import.meta.url), folder.path, { recursive: true });
    for (const name of installed.names) link(installed.path(name), folder.join('node_modules', name));
    link(join(root, 'node_modules/@types/node'), folder.join('node_modules/@types/node')); // Deno looks at types
    writeFileSync(folder.join('package.json'), '{ "private": true, "dependencies": { "capture-signals": "*" } }');
    return {
      async try(runner) {
        const { code, output } = await run(runner.command, folder.path);
        const passed = Number(runner.passed.exec(output)?.[1] ?? 0);
        const isRight = code === 0 && passed === runner.tests;
        return outcome(runner, isRight ? `${passed}` : `${passed} of ${runner.tests}`, isRight ? undefined : `exit code ${code}\n${output}`);
      },
    };
  },

  summary(results) {
    const held = results.filter(({ outcome }) => holds(outcome));
    return `\`mockSignals()\` works in ${held.length} of ${results.length} setups of six test runners.`;
  },

  table: (results, mark) => [['runner', 'tests'], ...results.map((result) => [nameOf(result.cell), mark(result)])],
  versions: () => ['jest', 'vitest', 'mocha'].map((name) => `${name} ${installed.version(name)}`),
};
