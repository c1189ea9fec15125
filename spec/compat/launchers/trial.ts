import { execFileSync } from 'node:child_process';
import type { CaptureOptions } from 'capture-signals';
import { startInTerminal, type Terminal } from '../../support/terminal.ts';
import { none, within } from '../within.ts';
import type { Launcher } from './launchers.ts';
import { Project } from './project.ts';

export type Fate = { code: number | null; signal: string | null } | 'running' | 'unknown';

export interface Trial {
  /** How often cleanup began, and how often it came to its end. */
  begun: number;
  completed: number;
  /** How the program ended, as the kernel says. */
  leaf: Fate;
  /** How the launcher ended, as the shell sees it. */
  shell: Fate;
  /** The launcher has ended before the program: the shell has its prompt back, the terminal is no longer the program's. */
  deserted: boolean;
  /** What is running when all should have ended. */
  left: string[];
  log: string[];
}

export const kinds = ['one Ctrl-C', 'one SIGTERM to the launcher', 'cleanup hangs: second Ctrl-C', 'cleanup hangs: `graceMs`'] as const;
export type Kind = (typeof kinds)[number];
export const isHung = (kind: Kind): boolean => kind.startsWith('cleanup hangs');

/** The options of a capture whose cleanup hangs. */
const hanging: Partial<Record<Kind, CaptureOptions>> = { 'cleanup hangs: second Ctrl-C': {}, 'cleanup hangs: `graceMs`': { graceMs: 1000 } };

const STARTING_MS = 30_000;
/** Longer than any launcher gives its child before it kills (nodemon and pm2: below 2 s; turbo: none). */
const ENDING_MS = 6000;

/** Starts the program by the launcher in a terminal of its own, with a new folder for a project, interrupts it, and sees what becomes of both. */
export async function trial(folder: string, launcher: Launcher, kind: Kind): Promise<Trial> {
  using project = new Project(folder, launcher, hanging[kind]);
  const [prepare, ...args] = launcher.prepare ?? [];
  if (prepare !== undefined) execFileSync(prepare, args, { cwd: project.folder, env: { ...process.env, ...project.env } });
  await using terminal = await startInTerminal(launcher.command, { cwd: project.folder, env: project.env, ready: false });
  const ready = await within(STARTING_MS, Promise.race([project.log.line(/^ready/), terminal.alone]));
  if (typeof ready !== 'string') throw new Error(`${launcher.name} did not start the program:\n${terminal.output}`);
  const leaf = await findLeaf(terminal);
  terminal.watch(leaf);
  const deserted = terminal.ended.then(async () => (await terminal.descendants()).some(({ pid }) => pid === leaf));
  await interrupt(kind, launcher, terminal, project);
  return await outcome(terminal, project, deserted);
}

async function interrupt(kind: Kind, launcher: Launcher, terminal: Terminal, project: Project): Promise<void> {
  if (kind === 'one SIGTERM to the launcher') {
    if (!launcher.toldAsPid1) return terminal.send('SIGTERM');
    const [, pid1] = await terminal.descendants();
    return void process.kill(pid1!.pid, 'SIGTERM');
  }
  terminal.press('\x03');
  if (kind !== 'cleanup hangs: second Ctrl-C') return;
  // The program says so when it has cleaned up for longer than the window in which repeats are the same request.
  await within(ENDING_MS, Promise.race([project.log.line('cleanup hangs'), terminal.alone]));
  terminal.press('\x03');
}

/** Its own idea of its pid is of no use in another pid namespace. */
async function findLeaf(terminal: Terminal): Promise<number> {
  const found = (await terminal.descendants()).filter(({ command }) => /^\S*node\b.*leaf\.mjs/.test(command));
  return found.at(-1)!.pid;
}

async function outcome(terminal: Terminal, project: Project, deserted: Promise<boolean>): Promise<Trial> {
  const alone = (await within(ENDING_MS, terminal.alone)) !== none;
  const ended = await within(0, terminal.ended);
  const left = (await terminal.descendants()).map(({ command }) => command);
  const log = project.log.lines;
  const count = (line: string) => log.filter((logged) => logged === line).length;
  return {
    begun: count('cleanup begins'),
    completed: count('cleanup ends'),
    leaf: alone ? await terminal.fate() : left.some((command) => /leaf\.mjs/.test(command)) ? 'running' : await terminal.fate(),
    shell: ended === none ? 'running' : { code: ended.code, signal: ended.signal },
    deserted: ended !== none && (await deserted),
    left,
    log,
  };
}
