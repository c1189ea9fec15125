/**
 * The built package on the Windows builds of Node, in a real console: on Windows itself, elsewhere under Wine. Where there is no Wine to be had nothing is tried.
 */
import { cpSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type Cell, holds, outcome, type Suite } from '../suite.ts';
import { columns, grid } from '../table.ts';
import { type Case, cases, pressAfter } from './cases.ts';
import { installed, type Windows } from './console.ts';
import { NativeWindows } from './native.ts';
import { type Came, Session } from './session.ts';
import { shortfalls } from './shortfalls.ts';
import { whyNoWine, Wine } from './wine.ts';

interface WindowsCell extends Cell {
  readonly case: Case;
  readonly major: number;
}

const MAJORS = [20, 22, 24];
const LIMIT_MS = 20_000;
const isWindows = process.platform === 'win32';
let version = '';

/** What came of it, or what it was doing when the time was over. */
async function come(windows: Windows, program: string, { program: name, args = [], act = (session) => pressAfter('ready', session) }: Case): Promise<Came | string> {
  await using session = await Session.start(windows, program, name, args);
  const isOver = new AbortController();
  const over = setTimeout(LIMIT_MS, 'it runs on', { signal: isOver.signal }).catch(() => '');
  const came = Promise.resolve(act(session)).then(() => session.came(), ({ message }: Error) => message);
  const first = await Promise.race([came, over]).finally(() => isOver.abort());
  return typeof first === 'string' ? `${first}; its log: ${session.log.join(', ')}` : first;
}

/** What is wrong with what came, if anything. */
function fault({ code, log, shown }: Case, came: Came | string): string | undefined {
  if (typeof came === 'string') return came;
  const isLogged = came.log.length === log.length && log.every((line, i) => (typeof line === 'string' ? came.log[i] === line : line.test(came.log[i]!)));
  const isRight = came.code === code && isLogged && (shown === undefined ? came.shown === '' : shown.test(came.shown));
  return isRight ? undefined : JSON.stringify(came);
}

export const suite: Suite<WindowsCell> = {
  cells: MAJORS.flatMap((major) => cases.map((one) => ({ title: one.title, on: `Node ${major}`, case: one, major }))),
  shortfalls,
  atATime: availableParallelism(),

  async open(folder) {
    const missing = isWindows ? undefined : await whyNoWine();
    if (missing !== undefined) return { try: async () => ({ untried: missing }) };
    cpSync(new URL('programs', import.meta.url), folder.join('programs'), { recursive: true });
    const windows = isWindows ? new NativeWindows(folder.path) : await Wine.create(folder.path);
    version = windows.version;
    const nodes = new Map<number, Promise<string>>();
    const node = (major: number) => nodes.get(major) ?? nodes.set(major, windows.node(major)).get(major)!;
    return {
      try: async (cell) => outcome(cell, '', fault(cell.case, await come(windows, await node(cell.major), cell.case))),
      [Symbol.asyncDispose]: () => windows[Symbol.asyncDispose](),
    };
  },

  summary: (results) => `${results.filter(({ outcome }) => holds(outcome)).length} of ${results.length} cases hold on ${isWindows ? 'Windows' : "Node's builds under Wine"}.`,
  table: (results, mark) => grid(results, mark, { 'on Windows': ({ title }) => title }),
  versions(results) {
    const nodes = columns(results).map((on) => `v${installed.version(on.toLowerCase().replace(' ', ''))}`);
    return [`the Windows builds of Node ${nodes.join(', ')} under ${version}`];
  },
};
