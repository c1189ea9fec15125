/**
 * Runs the built package on the Windows builds of Node, in a real console: on Windows itself, elsewhere under Wine. Prints what held, and with
 * `--write` puts it into README.md; `--only=<regexp>` takes some cases, `--node=<major>` one Node. Fails when a case does not hold for which
 * shortfalls.ts gives no reason. Where there is no Wine to be had it says so and does nothing.
 */
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { captureSignals } from '../../src/index.ts';
import { report } from '../support/results.ts';
import { type Case, cases, pressAfter } from './cases.ts';
import type { Windows } from './console.ts';
import { NativeWindows } from './native.ts';
import { type Came, Session } from './session.ts';
import { shortfalls } from './shortfalls.ts';
import { whyNoWine, Wine } from './wine.ts';

const MAJORS = [20, 22, 24];
const LIMIT_MS = 20_000;
const isWindows = process.platform === 'win32';

const { values: { only, node, write } } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' }, write: { type: 'boolean' } } });
const chosen = cases.filter(({ title }) => only === undefined || new RegExp(only).test(title));
const majors = MAJORS.filter((major) => node === undefined || String(major) === node);

interface Node {
  version: string;
  /** What came instead, by case. */
  failures: Map<Case, string>;
}

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

async function measure(): Promise<{ nodes: Node[]; windows: Windows }> {
  await using shutdown = captureSignals(undefined, { graceMs: 20_000 });
  await using windows: Windows = await (isWindows ? NativeWindows : Wine).create();
  const nodes: Node[] = [];
  for (const major of majors) {
    const { program, version } = await windows.node(major);
    const failures = new Map<Case, string>();
    const waiting = chosen.values();
    const workers = Array.from({ length: availableParallelism() }, async () => {
      for (const one of waiting) {
        const wrong = fault(one, await come(windows, program, one));
        if (wrong !== undefined) failures.set(one, wrong);
        shutdown.signal.throwIfAborted();
      }
    });
    await Promise.all(workers);
    // Once more, alone: what fails twice is broken.
    for (const [one, came] of failures) {
      if (reasonOf(one, came) !== undefined) continue;
      const wrong = fault(one, await come(windows, program, one));
      if (wrong === undefined) failures.delete(one);
    }
    console.error(`Node ${version}: ${chosen.length - failures.size} of ${chosen.length}`);
    nodes.push({ version, failures });
  }
  return { nodes, windows };
}

const notes: string[] = [];
const unexplained: string[] = [];

function reasonOf(one: Case, came: string): string | undefined {
  return shortfalls.find((known) => known.title.test(one.title) && known.came.test(came))?.reason;
}

function cell(one: Case, { version, failures }: Node): string {
  const came = failures.get(one);
  if (came === undefined) return '✓';
  const reason = reasonOf(one, came);
  if (reason === undefined) {
    unexplained.push(`Node ${version}: ${one.title}\n  ${came}`);
    return '✗ [?]';
  }
  if (!notes.includes(reason)) notes.push(reason);
  return `✗ [${notes.indexOf(reason) + 1}]`;
}

const missing = isWindows ? undefined : await whyNoWine();
if (missing === undefined) {
  const { nodes, windows } = await measure();
  const lines = chosen.map((one) => `| ${[one.title, ...nodes.map((node) => cell(one, node))].join(' | ')} |`);
  const text = [
    `| on Windows | ${majors.map((major) => `Node ${major}`).join(' | ')} |`,
    `|---|${majors.map(() => '---').join('|')}|`,
    ...lines,
    '',
    ...notes.map((note, i) => `${i + 1}. ${note}`),
  ].join('\n');
  const [all, failed] = [chosen.length * nodes.length, nodes.reduce((sum, { failures }) => sum + failures.size, 0)];
  report(import.meta.url, {
    summary: `${all - failed} of ${all} cases hold on ${windows.name}.`,
    text,
    versions: `the Windows builds of Node ${nodes.map(({ version }) => version).join(', ')} under ${windows.version}`,
  }, write);
  for (const failure of unexplained) console.error(`FAILED ${failure}`);
  process.exitCode = unexplained.length > 0 ? 1 : 0;
} else {
  console.error(`\n!!! WINDOWS WAS NOT TESTED. ${missing}\n`);
}
