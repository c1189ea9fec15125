/**
 * Installs what suites need of other people's packages: `node --import tsx spec/compat/install.ts packages lint`. `run.ts` does so for its suite. With `--lock` it brings
 * the lock file up to date instead, when a package.json has changed.
 *
 * All of them are one workspace with one lock file, `bun.lock`, and each has a `node_modules` of its own, with what its package.json names. One that needs
 * another, as most need the runtimes, says so as `workspace:*`. Install scripts are not run.
 *
 * Tried before: a lock file of npm's in each folder, 31 000 lines in all. npm has ten lines for a package where Bun has two; for the whole workspace it had
 * still some 20 000, and it cannot install one folder without the others. Bun itself comes from npm, and takes npm's registry and its other settings.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUN = 'bun@1.4.5';
const workspace = fileURLToPath(new URL('.', import.meta.url));

function bun(...words: readonly string[]): void {
  const args = ['--yes', '--ignore-scripts=false', BUN, 'install', ...words];
  execFileSync('npx', args, { cwd: workspace, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}

export function install(...names: readonly string[]): void {
  const folders = names.map((name) => [name, `../${name}`].find((folder) => existsSync(join(workspace, folder, 'package.json'))) ?? name);
  // Wine runs the Windows builds of Node on another system.
  bun('--frozen-lockfile', '--linker=isolated', ...folders.map((folder) => `--filter=./${folder}`), ...(names.includes('windows') ? ['--os=win32'] : []));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  if (names[0] === '--lock') bun('--lockfile-only');
  else install(...names);
}
