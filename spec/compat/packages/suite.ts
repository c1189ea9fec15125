/** What becomes of programs that are made of well-known packages when they are told to end. */
import { availableParallelism, release } from 'node:os';
import { unavailableOf } from '../../support/debian.ts';
import { type Cell, holds, outcome, type Suite } from '../suite.ts';
import { columns, grid } from '../table.ts';
import { unexplained } from '../verdict.ts';
import { type Program, programs, rightAnswer, titleOf } from './programs.ts';
import { mended } from './shortfalls.ts';
import { type Came, trial } from './trial.ts';
import { installed, packageOn, type Runtime, runtimes, Workspace } from './workspace.ts';

interface ProgramCell extends Cell {
  readonly program: Program;
  readonly runtime: Runtime;
}

const unrun = mended.find(({ mend }) => !programs.some((program) => titleOf(program) === mend));
if (unrun) throw new Error(`Nothing runs what a shortfall says the user can write: ${unrun.mend}`);

function isRight(program: Program, { end, log: came, printed, left }: Came): boolean {
  const { ends, log, prints } = rightAnswer(program);
  return (end === ends || end === 'unknown') && new RegExp(`^${log.join('\\n')}$`).test(came.join('\n')) && prints.test(printed) && left.length === 0;
}

/** On one line. */
const told = ({ end, log, printed, left }: Came): string =>
  [end, `log: ${log.join(', ')}`, `printed: ${JSON.stringify(printed.slice(0, 1000))}`, ...(left.length > 0 ? [`left: ${left.join(', ')}`] : [])].join('; ');

const shortfalls = mended.map(({ reason, write, mend, ...shortfall }) => ({ ...shortfall, reason: `${reason} Write ${write}: "${mend}" runs it.` }));

export const suite: Suite<ProgramCell> = {
  cells: programs.flatMap((program) => runtimes.map((runtime) => ({ title: titleOf(program), on: runtime.name, program, runtime }))),
  shortfalls,
  atATime: availableParallelism(),
  on: /^Node/,

  async open(folder, cells) {
    const needed = Object.fromEntries(cells.flatMap(({ program: { needs } }) => (needs === undefined ? [] : [[needs, needs]])));
    const missing = unavailableOf(needed);
    const workspace = new Workspace(folder);
    let count = 0;
    return {
      async try({ title, on, program, runtime }) {
        if (program.needs !== undefined && missing.has(program.needs)) return { untried: `there is no ${program.needs}` };
        const command = [...runtime.command, workspace.program(program.program, runtime), ...(program.way ? [program.way] : [])];
        const came = await trial(program, command, folder.join(`${++count}.log`));
        return outcome({ title, on }, came.end, isRight(program, came) ? undefined : told(came));
      },
    };
  },

  summary(results) {
    const held = results.filter(({ outcome }) => holds(outcome)).length;
    const short = results.filter((result) => !holds(result.outcome) && unexplained(shortfalls, result).length === 0).length;
    return `${held} of ${results.length} programs end as documented; the other ${short} need one extra line, which is tested, too.`;
  },

  table: (results, mark) => grid(results, mark, {
    'package': ({ program }) => program.package,
    'program': ({ program: { program, way } }) => [program, way].filter(Boolean).join(': '),
    'told by': ({ program }) => program.told,
  }),

  versions(results) {
    const tried = runtimes.filter(({ name }) => columns(results).includes(name));
    const versionsOf = (name: string) => [...new Set(tried.map((runtime) => installed.version(packageOn(name, runtime))))].join(' and ');
    const listed = installed.names.filter((name) => !/-\d+$/.test(name) || name === 'signal-exit-3').map((name) => `${name} ${versionsOf(name)}`);
    return [`Linux ${release().replace(/-.*/, '')}`, ...tried.map(({ name }) => name), ...listed];
  },
};
