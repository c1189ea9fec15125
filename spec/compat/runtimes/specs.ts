import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { root } from '../folder.ts';
import type { Check } from '../suite.ts';
import type { Runtime } from './runtimes.ts';

/** What failed, with what came instead, and what did not; by file below `spec/`. */
export type Results = Map<string, Check[]>;

interface Report {
  tests: { title: string; fullTitle: string; file: string }[];
  failures: { title: string; fullTitle: string; file: string; err: { message?: string; actual?: unknown } }[];
}

const allPrograms = [
  'scope/at-exit', 'scope/busy', 'scope/captures', 'scope/clocks', 'scope/closing', 'scope/defer', 'scope/grace', 'scope/hardened', 'scope/neighbourhood', 'scope/run',
  'scope/seen', 'scope/tasks', 'scope/watchdog', 'signals/every-signal', 'signals/ignored', 'signals/pairs', 'signals/repeats', 'signals/requests',
  'signals/windows', 'ending/aside', 'ending/broken-output', 'ending/copies', 'ending/ending', 'ending/exits', 'ending/floating',
  'ending/idle-captures', 'ending/other-words', 'ending/out-of-work', 'ending/process-replaced', 'ending/signal-exit', 'ending/terminal', 'ending/together', 'ending/uncaught', 'ending/whose-interrupt', 'internals', 'neighbours',
];
const inside = [
  'scope/diagnostics', 'scope/draining', 'scope/failing-together', 'scope/refused', 'signals/interrupt-error', 'signals/watch-signals', 'ending/raise-signal', 'ending/words', 'testing/*', 'http/*',
];
const examples = ['examples/*'];
/** Those that are no programs for Node alone. */
const examplesAnywhere = ['busy', 'download', 'queue-worker', 'repl', 'services', 'tutorial'].map((name) => `examples/${name}`);
const services = ['examples/services/*'];
/** Signals at random moments, of each kind of life. */
const MOMENTS = '100';

/**
 * The README and the types are the same on every Node, so that those specs are left to `npm test`; the examples run on the oldest and the newest
 * Node, Bun and Deno, those of services on every Node; a runtime that differs from another row only in how it reads TypeScript runs the programs alone.
 */
export function filesFor({ name }: Runtime): string[] {
  const isNode = name.startsWith('Node');
  const programs = isNode ? allPrograms : allPrograms.filter((file) => file !== 'scope/watchdog'); // which only Node can
  const shown = isNode ? (/^Node 2[24]/.test(name) ? [] : examples) : examplesAnywhere;
  const names = name.endsWith('native') ? programs : [...programs, ...inside, ...shown, ...(isNode ? services : [])];
  return [...names.flatMap(filesOf), 'stress/random-moments.ts'].sort();
}

/** Of one subject, or of all in a folder: what `npm test` runs, and the other rows of its tables. */
function filesOf(name: string): string[] {
  const found = readdirSync(join(root, 'spec', dirname(name))).filter((file) => /\.(spec|processes)\.ts$/.test(file));
  return found.filter((file) => basename(name) === '*' || file.startsWith(`${basename(name)}.`)).map((file) => join(dirname(name), file));
}

/** Those of `http/` are run within Bun and Deno: they need no program, and a server of theirs is another one. */
const isWithin = ({ name }: Runtime, file: string): boolean => /^(Bun|Deno)$/.test(name) && file.startsWith('http/');
const WITHIN_MS = 90_000;

/** Runs these files. One that could not be run is not among the results. */
export async function runSpecs(runtime: Runtime, files: readonly string[]): Promise<Results> {
  const others = files.filter((file) => !isWithin(runtime, file));
  const results = others.length > 0 ? await runFromNode(runtime, others) : new Map();
  for (const file of files.filter((file) => isWithin(runtime, file))) for (const [name, checks] of await runWithin(runtime, file)) results.set(name, checks);
  return results;
}

/** In a process of its own: one file must not keep the others from being measured. */
async function runWithin({ programs }: Runtime, file: string): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-runtimes-'));
  try {
    const output = join(folder, 'report.json');
    const [command, ...flags] = programs!;
    const within = spawn(command!, [...flags, 'spec/support/inside.ts', output, `spec/${file}`], {
      cwd: root,
      stdio: 'ignore', // it goes to a file
      timeout: WITHIN_MS,
      killSignal: 'SIGKILL',
      env: { ...process.env, CAPTURE_SIGNALS_RUNTIME: JSON.stringify(programs) },
    });
    await once(within, 'close');
    return existsSync(output) ? read(JSON.parse(readFileSync(output, 'utf8'))) : new Map();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs specs on Node. Where programs have a runtime of their own, tests that start none say nothing about it and are left out. */
async function runFromNode(runtime: Runtime, files: readonly string[]): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-runtimes-'));
  try {
    const [output, started] = [join(folder, 'report.json'), join(folder, 'started')];
    const mocha = spawn(
      runtime.mocha,
      [join(root, 'node_modules/mocha/bin/mocha.js'), ...files.map((file) => `spec/${file}`), '--reporter', 'json', '--reporter-option', `output=${output}`],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'], // the report goes to a file: what is printed are the numbers of tries
        env: {
          MOMENTS,
          ...process.env,
          CAPTURE_SIGNALS_STARTED: started,
          ...(runtime.programs && { CAPTURE_SIGNALS_RUNTIME: JSON.stringify(runtime.programs) }),
        },
      },
    );
    await once(mocha, 'close');
    if (!existsSync(output)) throw new Error(`mocha gave no report on ${runtime.name}`);
    const results = read(JSON.parse(readFileSync(output, 'utf8')));
    if (runtime.programs === undefined) return results;
    const startedBy = new Set(existsSync(started) ? readFileSync(started, 'utf8').split('\n') : []);
    for (const [file, checks] of results) results.set(file, checks.filter(({ title }) => startedBy.has(title) || / hook[: ]/.test(title)));
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reason({ message = 'failed', actual }: Report['failures'][number]['err']): string {
  if (actual === undefined) return message;
  const came = typeof actual === 'string' ? actual : JSON.stringify(actual);
  return `${message}; came: ${came.replace(/\s+/g, ' ')}`;
}

/** Failures of hooks are in the list of failures alone. */
function read({ tests, failures }: Report): Results {
  const results: Results = new Map();
  const checksOf = (file: string) => {
    const name = relative(join(root, 'spec'), file).split(sep).join('/');
    return results.get(name) ?? results.set(name, []).get(name)!;
  };
  for (const { fullTitle: title, file, err } of failures) checksOf(file).push({ title, came: reason(err) });
  const failed = new Set(failures.map(({ fullTitle }) => fullTitle));
  for (const { fullTitle: title, file } of tests) if (!failed.has(title)) checksOf(file).push({ title });
  return results;
}
