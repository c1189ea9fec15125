import type { Launcher } from './launchers.ts';
import type { Fate, Kind, Trial } from './trial.ts';

export const kinds: readonly Kind[] = ['one Ctrl-C', 'one SIGTERM', 'hung, second Ctrl-C', 'hung, graceMs'];

export type Measured =
  | { launcher: Launcher; trials: Record<Kind, Trial> }
  | { launcher: Launcher; unavailable: string }
  | { launcher: Launcher; failed: string };

const shown = (fate: Fate) => (typeof fate === 'string' ? fate : (fate.signal ?? `code ${fate.code}`));

const isHung = (kind: Kind) => kind.startsWith('hung');

/** Whether the promise holds: cleanup complete exactly once, and the program gone by that signal, with nothing left behind. */
export function holds(kind: Kind, { begun, completed, leaf, left, log }: Trial): boolean {
  if (left.length > 0 || leaf === 'running') return false;
  if (kind === 'hung, second Ctrl-C') return begun === 1 && completed === 0;
  // As PID 1 it exits with 128 + n, and before Linux 6.15 nobody but the parent knows how it died; never is it killed.
  const endedItself = leaf === 'unknown' ? log.some((line) => line.startsWith('exit')) : leaf.code !== null || leaf.signal !== 'SIGKILL';
  return begun === 1 && completed === (isHung(kind) ? 0 : 1) && endedItself && !log.includes('next');
}

/** What a row must not say silently: each broken promise that is not listed as a shortfall. */
export function broken(measured: Measured): string[] {
  if ('unavailable' in measured) return [];
  if ('failed' in measured) return [measured.failed];
  const { launcher, trials } = measured;
  return kinds
    .filter((kind) => !holds(kind, trials[kind]) && launcher.shortfalls?.[kind] === undefined)
    .map((kind) => `${launcher.name}, ${kind}: ${JSON.stringify(trials[kind])}`);
}

export function summary(rows: readonly Measured[]): string {
  const told = rows.filter((row) => 'trials' in row);
  const ofCtrlC = told.map(({ trials }) => trials['one Ctrl-C']);
  const once = ofCtrlC.filter(({ begun, completed }) => begun === 1 && completed === 1).length;
  const ended = ofCtrlC.filter((trial) => holds('one Ctrl-C', trial)).length;
  return `One Ctrl-C is one request under ${once} of ${told.length}; under ${ended} the program then ends by itself.`;
}

/** Rows in the order of the data, with the reasons for what falls short as notes below. */
export function table(rows: readonly Measured[]): string {
  const notes: string[] = [];
  const lines = rows.map((measured) => {
    const { launcher } = measured;
    if ('unavailable' in measured) return `| ${launcher.name} | ${measured.unavailable} | | | | |`;
    if ('failed' in measured) return `| ${launcher.name} | could not be measured | | | | |`;
    const cells = kinds.map((kind) => cell(kind, measured.trials[kind], launcher.shortfalls?.[kind], notes));
    const shell = kinds.slice(0, 2).map((kind) => shown(measured.trials[kind].shell));
    return `| ${[launcher.name, ...cells, shell.join(', ')].join(' | ')} |`;
  });
  return [
    '| started by | one Ctrl-C | one SIGTERM to the launcher | cleanup hangs: second Ctrl-C | cleanup hangs: `graceMs` | the shell sees |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
    ...notes.map((note, i) => `${i + 1}. ${note}`),
  ].join('\n');
}

function cell(kind: Kind, trial: Trial, shortfall: string | undefined, notes: string[]): string {
  const well = holds(kind, trial);
  const note = shortfall === undefined ? '' : ` [${number(shortfall, notes)}]`;
  if (!well && trial.begun === 0) return `✗ not told${note}`;
  if (!well && trial.leaf === 'running') return `✗ runs on${note}`;
  const early = trial.deserted && !isHung(kind) ? ', prompt back before' : '';
  const incomplete = !isHung(kind) && trial.completed !== 1 ? `, cleanup ${trial.completed} of ${trial.begun}` : '';
  return `${well ? '✓' : '✗'} ${shown(trial.leaf)}${incomplete}${early}${well ? '' : note}`;
}

function number(note: string, notes: string[]): number {
  if (!notes.includes(note)) notes.push(note);
  return notes.indexOf(note) + 1;
}
