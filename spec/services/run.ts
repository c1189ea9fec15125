/**
 * Drains servers of the frameworks that people use, and ends services as their supervisors do, with the files of `examples/services/deploy`. Prints the table,
 * and with `--write` puts it into README.md; `--only=<regexp>` takes some. Fails when one does; what cannot be run on this machine is said, and is no failure.
 */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endLeftovers } from '../support/leftovers.ts';
import { report } from '../support/results.ts';
import { frameworkTrials, otherTrials } from './frameworks.ts';
import { supervisorTrials, systemVersions } from './supervisors.ts';
import type { Trial } from './trials.ts';
import { modules, Workspace } from './workspace.ts';

const LIMIT_MS = 60_000;
const { values: { only, write } } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean' } } });

const types: Trial = {
  name: 'types',
  holds: 'the programs compile with the types of the frameworks',
  async run(workspace) {
    const complaints = workspace.check();
    if (complaints !== '') throw new Error(complaints);
  },
};

async function outcome(trial: Trial, workspace: Workspace): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`not over after ${LIMIT_MS} ms`)), LIMIT_MS)));
  try {
    const missing = await Promise.race([trial.run(workspace), limit]);
    return missing === undefined ? `✓ ${trial.holds}` : `– not run: ${missing}`;
  } catch (error) {
    process.exitCode = 1;
    console.error(`FAILED ${trial.name}: ${(error as Error).stack}`);
    return '✗';
  } finally {
    clearTimeout(timer);
    await endLeftovers();
  }
}

function versions(): string {
  const manifest = JSON.parse(readFileSync(join(modules, '../package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const names = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@types/'));
  return names.map((name) => `${name} ${JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version}`).join(', ');
}

const rows: string[] = [];
{
  using workspace = new Workspace();
  for (const trial of [types, ...frameworkTrials, ...otherTrials, ...supervisorTrials].filter(({ name }) => only === undefined || new RegExp(only).test(name))) {
    const row = `| ${trial.name} | ${await outcome(trial, workspace)} |`;
    console.error(row);
    rows.push(row);
  }
}
const held = rows.filter((row) => row.includes('| ✓')).length;
report(import.meta.url, {
  summary: `${held} of ${rows.length} checks hold, of 14 frameworks, PM2, tini, dumb-init and PID 1.`,
  text: ['| what | what holds |', '|---|---|', ...rows].join('\n'),
  versions: `Linux ${release().replace(/-.*/, '')}, ${versions()}, ${systemVersions()}`,
}, write);
