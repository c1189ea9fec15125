/** What becomes of a program under the launchers that people use, on a real terminal. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, release } from 'node:os';
import { unavailableOf, works } from '../../support/debian.ts';
import { type Cell, holds, outcome, type Result, type Suite } from '../suite.ts';
import { grid, rows } from '../table.ts';
import { type Launcher, launchers } from './launchers.ts';
import { installed } from './project.ts';
import { type Fate, isHung, type Kind, kinds, type Trial, trial } from './trial.ts';

interface LauncherCell extends Cell {
  readonly launcher: Launcher;
  readonly on: Kind;
}

/** System tools that the matrix needs, and the Debian package that has them. */
const tools = { tini: 'tini', 'dumb-init': 'dumb-init', make: 'make', unshare: 'util-linux', dash: 'dash', bash: 'bash' };

const trials = new Map<Cell, Trial>();
const words = (fate: Fate): string => (typeof fate === 'string' ? fate : (fate.signal ?? `code ${fate.code}`));

/** Whether the promise holds: cleanup complete exactly once, and the program gone by that signal, with nothing left behind. */
function isRight(kind: Kind, { begun, completed, leaf, left, log }: Trial): boolean {
  if (left.length > 0 || leaf === 'running') return false;
  if (kind === 'cleanup hangs: second Ctrl-C') return begun === 1 && completed === 0;
  // As PID 1 it exits with 128 + n, and before Linux 6.15 nobody but the parent knows how it died; never is it killed.
  const endedItself = leaf === 'unknown' ? log.some((line) => line.startsWith('exit')) : leaf.code !== null || leaf.signal !== 'SIGKILL';
  return begun === 1 && completed === (isHung(kind) ? 0 : 1) && endedItself && !log.includes('next');
}

function shown(kind: Kind, { begun, completed, deserted, leaf }: Trial, isRight: boolean): string {
  if (!isRight && begun === 0) return 'not told';
  if (!isRight && leaf === 'running') return 'runs on';
  const incomplete = !isHung(kind) && completed !== 1 ? `, cleanup ${completed} of ${begun}` : '';
  return `${words(leaf)}${incomplete}${deserted && !isHung(kind) ? ', prompt back before' : ''}`;
}

/** Some tools are published as one package for each platform, or under another name than people know. */
const plainName = (name: string) => name.replace(/^@yarnpkg\/.*/, 'yarn').replace(/^@oven\/.*/, 'bun').replace(/^@(deno|pnpm|turbo)\/.*/, '$1');

export const suite: Suite<LauncherCell> = {
  cells: launchers.flatMap((launcher) => kinds.map((on) => ({ title: launcher.name, on, launcher }))),

  shortfalls: launchers.flatMap(({ name, shortfalls = {} }) =>
    Object.entries(shortfalls).map(([on, why]) => ({ title: name, on, ...(typeof why === 'string' ? { reason: why } : why) })),
  ),

  // Most of the time a trial waits for 700 ms of cleanup, so a few more than there are processors can share them.
  atATime: availableParallelism() + 1,

  async open(folder) {
    const unavailable = unavailableOf(tools);
    let count = 0;
    return {
      async try(cell) {
        const { launcher, on } = cell;
        const missing = launcher.command.find((word) => unavailable.has(word));
        if (missing !== undefined) return { untried: `there is no ${missing}` };
        const came = await trial(folder.join(`project-${++count}`), launcher, on);
        trials.set(cell, came);
        const right = isRight(on, came);
        return outcome(cell, shown(on, came, right), right ? undefined : JSON.stringify(came));
      },
    };
  },

  summary(results) {
    const told = results.filter(({ cell }) => cell.on === 'one Ctrl-C');
    const once = told.map(({ cell }) => trials.get(cell)).filter((trial) => trial?.begun === 1 && trial.completed === 1);
    return `One Ctrl-C is one request with ${once.length} of ${told.length} launchers (npm, tsx, nodemon, …); with ${told.filter(({ outcome }) => holds(outcome)).length} the program then ends by itself.`;
  },

  table(results, mark) {
    const shell = rows(results).map(([, row]) => row.filter(({ cell }) => !isHung(cell.on)).map(seen).join(', '));
    return grid(results, mark, { 'started by': ({ title }) => title }).map((line, i) => [...line, i === 0 ? 'the shell sees' : shell[i - 1]!]);
  },

  versions() {
    const packages = installed.names.map((name) => (name === 'node24' ? `node --run of Node ${installed.version(name)}` : `${plainName(name)} ${installed.version(name)}`));
    const debian = ['tini', 'dumb-init', 'dash', 'bash', 'make'].filter((tool) => works('which', tool)).map((tool) => {
      if (!works('dpkg-query', '-W', tool)) return tool;
      return `${tool} ${execFileSync('dpkg-query', ['-W', '-f', '${Version}', tool])}`;
    });
    const npm = execFileSync('npm', ['--version']).toString().trim();
    return [`Linux ${release().replace(/-.*/, '')}`, `Node ${process.version}`, `npm ${npm}`, ...packages, ...debian];
  },
};

function seen({ cell }: Result<LauncherCell>): string {
  const trial = trials.get(cell);
  return trial === undefined ? '?' : words(trial.shell);
}
