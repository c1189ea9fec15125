import { Child } from '../../support/process.ts';
import { Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { Log } from '../log.ts';
import { none, within } from '../within.ts';
import type { Program } from './programs.ts';

/** What became of a program. */
export interface Came {
  /** The signal that it died of, `code 1`, `runs on`, or `unknown` in a pipeline before Linux 6.15. */
  end: string;
  /** What it has logged since it was ready. */
  log: string[];
  /** What was printed, be it by the program or by a package: stdout and stderr, or what the terminal showed without escape sequences and echoed keys. */
  printed: string;
  /** What it has not put away: a process that is running still, raw mode, a hidden cursor. */
  left: string[];
}

const STARTING_MS = 30_000;
const ENDING_MS = 6000;

const shownEnd = ({ code, signal }: { code: number | null; signal: string | null }) => signal ?? `code ${code}`;

/** Starts the program, tells it when it is ready, and sees what becomes of it. */
export async function trial(cell: Program, command: readonly string[], log: string): Promise<Came> {
  using logged = new Log(log);
  const env = { CELL_LOG: log, CELL_TOLD: cell.told, CI: undefined };
  const inTerminal = /Ctrl-C|terminal/.test(cell.told);
  const outcome = await (inTerminal ? tryInTerminal(cell, command, env, logged) : tryWithPipes(cell, command, env, logged));
  return { ...outcome, log: logged.lines.filter((line) => line !== 'ready') };
}

type Environment = Record<string, string | undefined>;

async function isReady(cell: Program, log: Log, ended: Promise<unknown>, output: () => string): Promise<void> {
  const ready = await within(STARTING_MS, Promise.race([log.line('ready'), ended]));
  if (ready !== 'ready') throw new Error(`${cell.program} did not become ready:\n${output()}`);
}

async function tryWithPipes(cell: Program, command: readonly string[], env: Environment, log: Log): Promise<Omit<Came, 'log'>> {
  await using child = new Child(command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  await isReady(cell, log, child.ended, () => child.output.stderr);
  if (cell.told === 'SIGINT') process.kill(-child.pid, 'SIGINT');
  else if (cell.told !== 'nobody') child.send(cell.told === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  const ended = await within(ENDING_MS, child.ended);
  if (ended === none) return { end: 'runs on', printed: child.output.stdout + child.output.stderr, left: ['a process'] };
  return { end: shownEnd(ended), printed: visible(ended.stdout + ended.stderr), left: isGroupAlive(child.pid) ? ['a process'] : [] };
}

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function tryInTerminal(cell: Program, command: readonly string[], env: Environment, log: Log): Promise<Omit<Came, 'log'>> {
  const isPipeline = cell.told === 'Ctrl-C on a pipeline';
  await using terminal = new Terminal(isPipeline ? ['bash', '-c', `"$@" | ${cell.way}`, 'bash', ...command] : command, { env });
  await isReady(cell, log, terminal.ended, () => terminal.output);
  if (cell.shows !== undefined) await until('the question is shown, in raw mode', async () => cell.shows!.test(terminal.output) && (await terminal.isRaw()));
  if (isPipeline) terminal.watch((await terminal.descendants()).find(({ command }) => command.includes('/built/') && !command.startsWith('bash '))!.pid);
  if (cell.told === 'SIGTERM in a terminal') terminal.send('SIGTERM');
  else if (cell.told === 'a closed terminal') terminal.hangUp();
  else terminal.press('\x03');
  const ended = await within(ENDING_MS, isPipeline ? terminal.alone.then(() => terminal.fate()) : terminal.ended);
  const left = {
    'a process': (await terminal.descendants()).length > 0,
    'raw mode': cell.told !== 'a closed terminal' && (await terminal.isRaw()),
    'a hidden cursor': cell.told !== 'a closed terminal' && /\x1b\[\?25l(?!.*\x1b\[\?25h)/s.test(terminal.output),
  };
  return {
    end: ended === none ? 'runs on' : ended === 'unknown' ? ended : shownEnd(ended),
    printed: visible(terminal.output),
    left: Object.entries(left).filter(([, isLeft]) => isLeft).map(([what]) => what),
  };
}

/** Without escape sequences and echoed control keys. */
function visible(output: string): string {
  return output.replace(/\^[A-Z\\]|\x1b(\[[\d;?]*[A-Za-z]|[78])/g, '');
}
