import { installed } from './project.ts';
import { type Reasons, deserts, noExec, oftenDeserts, pid1Immune, pm2Listens, silent, wireitGroup } from './shortfalls.ts';

/** One way in which people start a program. */
export interface Launcher {
  name: string;
  command: readonly string[];
  /** Where a promise does not hold, and the measured reason. What is not listed must hold. */
  shortfalls?: Reasons;
  env?: Record<string, string>;
  /** Further scripts of package.json; `leaf`, which is `node leaf.mjs`, is there already. */
  scripts?: Record<string, string>;
  manifest?: object;
  files?: Record<string, string>;
  /** Run once in the project before: an install that the launcher insists on. */
  prepare?: readonly string[];
  /** In a pid namespace of its own `docker stop` tells PID 1, not the command that made the namespace. */
  toldAsPid1?: boolean;
}

const dash = { npm_config_script_shell: '/bin/dash' };
const bash = { npm_config_script_shell: '/bin/bash' };
const bin = (path: string): string => installed.path(path);
const yarn1 = [process.execPath, bin('yarn/bin/yarn.js')];
const yarn4 = [process.execPath, bin('@yarnpkg/cli-dist/bin/yarn.js')];
const bun = installed.binary('@oven', 'bun-', 'bin/bun');
const deno = installed.binary('@deno', 'linux-', 'deno');
const pnpm = installed.binary('@pnpm', 'exe.', 'pnpm');
const turbo = installed.binary('@turbo', 'linux-', 'bin/turbo');
const pid1 = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const leaf = ['node', 'leaf.mjs'];
const dotenv = { '.env': 'A=1\n' };

export const launchers: readonly Launcher[] = [
  { name: 'node', command: leaf },
  { name: 'node --import tsx', command: ['node', '--import', import.meta.resolve('tsx'), 'leaf.mjs'] },
  { name: 'node --watch', command: ['node', '--watch', 'leaf.mjs'] },
  { name: 'node --run', command: [bin('node24/bin/node'), '--run', 'leaf'], shortfalls: { ...silent, ...deserts } },
  { name: 'a dash script', command: ['dash', '-c', 'node leaf.mjs; echo next >> leaf.log'], shortfalls: silent },
  { name: 'a bash script', command: ['bash', '-c', 'node leaf.mjs; echo next >> leaf.log'], shortfalls: silent },
  { name: 'make', command: ['make', 'leaf'], files: { Makefile: 'leaf:\n\tnode leaf.mjs\n' } },
  { name: 'timeout', command: ['timeout', '60', ...leaf] },
  { name: 'timeout --foreground', command: ['timeout', '--foreground', '60', ...leaf] },
  { name: 'npm run (dash)', command: ['npm', 'run', 'leaf'], env: dash, shortfalls: noExec },
  { name: 'npm run (dash), exec', command: ['npm', 'run', 'dev'], env: dash, scripts: { dev: 'exec node leaf.mjs' } },
  { name: 'npm run (bash)', command: ['npm', 'run', 'leaf'], env: bash },
  { name: 'npm run, npm run (dash)', command: ['npm', 'run', 'dev'], env: dash, scripts: { dev: 'npm run leaf' }, shortfalls: noExec },
  { name: 'npm run, npm run (bash)', command: ['npm', 'run', 'dev'], env: bash, scripts: { dev: 'npm run leaf' } },
  { name: 'npx (dash)', command: ['npx', 'leaf'], env: dash, shortfalls: noExec },
  { name: 'npx (bash)', command: ['npx', 'leaf'], env: bash },
  { name: 'yarn 1 run', command: [...yarn1, 'run', 'leaf'], shortfalls: { ...noExec, ...deserts } },
  {
    name: 'yarn 4 run', command: [...yarn4, 'run', 'leaf'], prepare: [...yarn4, 'install'],
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableNetwork: false\nenableTelemetry: false\n', 'yarn.lock': '' },
  },
  { name: 'pnpm run', command: [pnpm, 'run', 'leaf'], shortfalls: noExec },
  { name: 'pnpm exec', command: [pnpm, 'exec', ...leaf] },
  { name: 'bun run', command: [bun, 'run', 'leaf'] },
  { name: 'deno task', command: [deno, 'task', 'leaf'] },
  { name: 'tsx', command: ['tsx', 'leaf.mjs'] },
  { name: 'tsx watch', command: ['tsx', 'watch', 'leaf.mjs'] },
  { name: 'npm run (dash), tsx', command: ['npm', 'run', 'dev'], env: dash, scripts: { dev: 'tsx leaf.mjs' }, shortfalls: noExec },
  { name: 'npm run (bash), tsx', command: ['npm', 'run', 'dev'], env: bash, scripts: { dev: 'tsx leaf.mjs' } },
  { name: 'nodemon', command: ['nodemon', 'leaf.mjs'] },
  { name: 'npm run (bash), nodemon', command: ['npm', 'run', 'dev'], env: bash, scripts: { dev: 'nodemon leaf.mjs' }, shortfalls: oftenDeserts },
  { name: 'onchange', command: ['onchange', '-i', 'nothing', '--', ...leaf], shortfalls: { ...silent, ...deserts } },
  { name: 'concurrently', command: ['concurrently', 'node leaf.mjs'] },
  { name: 'concurrently -k', command: ['concurrently', '-k', 'node leaf.mjs', 'sleep 600'] },
  { name: 'npm run (bash), concurrently', command: ['npm', 'run', 'dev'], env: bash, scripts: { dev: 'concurrently "npm run leaf"' } },
  { name: 'run-s', command: ['run-s', 'leaf'], env: dash, shortfalls: { ...silent, ...deserts } },
  { name: 'run-p', command: ['run-p', 'leaf'], env: dash, shortfalls: { ...silent, ...deserts } },
  {
    name: 'wireit', command: ['npm', 'run', 'dev'], env: dash, scripts: { dev: 'wireit' },
    manifest: { wireit: { dev: { command: 'node leaf.mjs' } } }, shortfalls: { ...noExec, ...wireitGroup },
  },
  {
    name: 'turbo run', command: [turbo, 'run', 'leaf', '--ui=stream'], manifest: { packageManager: 'npm@11.0.0', workspaces: [] },
    files: { 'turbo.json': '{"tasks":{"leaf":{"cache":false,"persistent":true}}}', 'package-lock.json': '{"lockfileVersion":3,"packages":{}}' },
  },
  { name: 'cross-env', command: ['cross-env', 'A=1', ...leaf] },
  { name: 'cross-env-shell', command: ['cross-env-shell', 'A=1', 'node leaf.mjs'], shortfalls: noExec },
  { name: 'dotenv-cli', command: [process.execPath, bin('dotenv-cli/cli.js'), '--', ...leaf], files: dotenv },
  { name: 'dotenvx run', command: ['dotenvx', 'run', '--', ...leaf], files: dotenv },
  { name: 'env-cmd', command: ['env-cmd', ...leaf], files: dotenv, shortfalls: deserts },
  { name: 'zx', command: ['zx', 'start.mjs'], files: { 'start.mjs': 'await $`node leaf.mjs`;\n' }, shortfalls: { ...silent, ...deserts } },
  { name: 'c8', command: ['c8', ...leaf] },
  { name: 'foreman', command: ['nf', 'start'], files: { Procfile: 'web: node leaf.mjs\n' }, shortfalls: silent },
  { name: 'forever', command: ['forever', 'leaf.mjs'], shortfalls: { ...silent, ...deserts } },
  { name: 'pm2-runtime', command: ['pm2-runtime', 'leaf.mjs'], shortfalls: pm2Listens },
  { name: 'pm2-runtime, pmx: false', command: ['pm2-runtime', 'pm2.json'], files: { 'pm2.json': '{"script":"leaf.mjs","name":"leaf","pmx":false}' } },
  { name: 'tini', command: ['tini', '-s', '--', ...leaf] },
  { name: 'tini -g, npm run (dash)', command: ['tini', '-s', '-g', '--', 'npm', 'run', 'leaf'], env: dash },
  { name: 'dumb-init', command: ['dumb-init', ...leaf] },
  { name: 'dumb-init, npm run (dash)', command: ['dumb-init', 'npm', 'run', 'leaf'], env: dash },
  { name: 'PID 1', command: [...pid1, ...leaf], toldAsPid1: true, shortfalls: pid1Immune },
  { name: 'PID 1: tini', command: [...pid1, 'tini', '--', ...leaf], toldAsPid1: true },
  { name: 'PID 1: npm run (dash)', command: [...pid1, 'npm', 'run', 'leaf'], env: dash, toldAsPid1: true, shortfalls: noExec },
];
