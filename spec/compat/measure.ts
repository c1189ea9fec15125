/**
 * Measures everything anew: writes the page of every suite and of the bench, has the README quote them, says what has changed, and draws the pictures. It takes more
 * than an hour, on a machine that is idle. `--only=<regexp>` takes some pages, by their folders; the pictures' is `.github/pictures`. Fails when a suite does; what it has measured is written all the same.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changes } from './changes.ts';
import { root } from './folder.ts';
import { quote } from './page.ts';

const { values: { only = '' } } = parseArgs({ options: { only: { type: 'string' } } });

/** What writes the page in a folder. */
const suites = readdirSync(new URL('.', import.meta.url)).filter((name) => existsSync(new URL(`${name}/suite.ts`, import.meta.url)));
const commands: [folder: string, command: string][] = [
  ...suites.map((name): [string, string] => [`spec/compat/${name}`, `npm run compat -- ${name} --write`]),
  ['bench', 'npm run bench -- --write'],
];

/** Whether it worked. */
function runs(command: string): boolean {
  try {
    execFileSync(command, { cwd: root, shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
    return true;
  } catch {
    process.exitCode = 1;
    return false;
  }
}

const summaries: string[] = [];
for (const [folder, command] of commands.filter(([folder]) => new RegExp(only).test(folder))) {
  const page = join(root, folder, 'README.md');
  const before = readFileSync(page, 'utf8');
  const failure = runs(command) ? '' : ', and it FAILED';
  quote(join(root, folder));
  const changed = changes(before, readFileSync(page, 'utf8'));
  summaries.push([`== ${folder}: ${changed.length} changes${failure}`, ...changed].join('\n'));
  console.error(summaries.at(-1));
}
if (new RegExp(only).test('.github/pictures')) summaries.push(`== .github/pictures: ${runs('npm run pictures') ? 'drawn anew' : 'FAILED'}`);
console.log(summaries.join('\n'));
