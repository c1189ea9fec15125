/**
 * Measures what becomes of a program under the launchers that people use, on a real terminal. Prints the table, and with
 * `--write` puts it into README.md; `--only=<regexp>` takes some launchers. Fails when a promise is broken for which
 * launchers.ts gives no reason.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { report } from '../support/results.ts';
import { type Launcher, launchers } from './launchers.ts';
import { Workspace } from './project.ts';
import { broken, kinds, type Measured, summary, table } from './table.ts';
import { type Kind, type Trial, trial } from './trial.ts';
import { unavailableTools, versions } from './versions.ts';

const { values: { only, write } } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean' } } });
const unavailable = unavailableTools();

async function measure(workspace: Workspace, launcher: Launcher): Promise<Measured> {
  const missing = launcher.command.find((word) => unavailable.has(word));
  if (missing !== undefined) return { launcher, unavailable: `not available: ${missing}` };
  const trials = {} as Record<Kind, Trial>;
  try {
    for (const kind of kinds) trials[kind] = await trial(workspace, launcher, kind);
  } catch (error) {
    return { launcher, failed: String(error) };
  }
  console.error(`${launcher.name}: done`);
  return { launcher, trials };
}

async function measureAll(): Promise<Measured[]> {
  using workspace = new Workspace();
  const chosen = launchers.filter(({ name }) => only === undefined || new RegExp(only).test(name));
  const rows: Measured[] = [];
  const waiting = chosen.entries();
  // Most of the time a trial waits for 700 ms of cleanup, so a few more than there are processors can share them.
  const workers = Array.from({ length: availableParallelism() + 1 }, async () => {
    for (const [i, launcher] of waiting) rows[i] = await measure(workspace, launcher);
  });
  await Promise.all(workers);
  // Once more, alone: what fails twice is broken.
  for (const [i, row] of rows.entries()) if (broken(row).length > 0) rows[i] = await measure(workspace, row.launcher);
  return rows;
}

const rows = await measureAll();
report(import.meta.url, { summary: summary(rows), text: table(rows), versions: versions(unavailable) }, write);
const failures = rows.flatMap(broken);
for (const failure of failures) console.error(`BROKEN ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
