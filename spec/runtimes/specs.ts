import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Runtime } from './runtimes.ts';

export interface Result {
  /** Below `spec/`. */
  file: string;
  title: string;
  /** Why it failed; where what was expected did not come, with what came instead. */
  error?: string;
}

interface Report {
  tests: { title: string; fullTitle: string; file: string }[];
  failures: { title: string; fullTitle: string; file: string; err: { message?: string; actual?: unknown } }[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const httpSpecs = readdirSync(join(root, 'spec/http')).filter((name) => name.endsWith('.spec.ts')).map((name) => `spec/http/${name}`);
const allPrograms = [
  'scope/at-exit', 'scope/busy', 'scope/captures', 'scope/clocks', 'scope/closing', 'scope/defer', 'scope/grace', 'scope/hardened', 'scope/neighbourhood', 'scope/run',
  'scope/seen', 'scope/tasks', 'scope/watchdog', 'signals/every-signal', 'signals/ignored', 'signals/pairs', 'signals/repeats', 'signals/requests',
  'signals/windows', 'ending/aside', 'ending/broken-output', 'ending/copies', 'ending/ending', 'ending/exits', 'ending/floating',
  'ending/idle-captures', 'ending/other-words', 'ending/out-of-work', 'ending/process-replaced', 'ending/signal-exit', 'ending/terminal', 'ending/uncaught', 'ending/whose-interrupt', 'internals', 'neighbours',
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
  return [...names.map((file) => `spec/${file}.spec.ts`), 'spec/stress/random-moments.ts'];
}

/** Those of `http/` are run within Bun and Deno: they need no program, and a server of theirs is another one. */
const isWithin = ({ name }: Runtime, file: string): boolean => /^(Bun|Deno)$/.test(name) && /^spec\/http\/[^*]*\.spec\.ts$/.test(file);
const WITHIN_MS = 90_000;

/** Runs the specs, a pattern of all of `http/` included. */
export async function runSpecs(runtime: Runtime, mochaArgs: readonly string[]): Promise<Result[]> {
  const args = mochaArgs.flatMap((arg) => (arg === 'spec/http/*.spec.ts' ? httpSpecs : [arg]));
  const others = args.filter((arg) => !isWithin(runtime, arg));
  const results = others.length > 0 ? await runFromNode(runtime, others) : [];
  for (const file of args.filter((arg) => isWithin(runtime, arg))) results.push(...(await runWithin(runtime, file)));
  return results;
}

/** In a process of its own: one file must not keep the others from being measured. */
async function runWithin({ name, programs }: Runtime, file: string): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-runtimes-'));
  try {
    const output = join(folder, 'report.json');
    const [command, ...flags] = programs!;
    const within = spawn(command!, [...flags, 'spec/runtimes/inside.ts', output, file], {
      cwd: root,
      stdio: 'ignore', // it goes to a file
      timeout: WITHIN_MS,
      killSignal: 'SIGKILL',
      env: { ...process.env, CAPTURE_SIGNALS_RUNTIME: JSON.stringify(programs) },
    });
    await once(within, 'close');
    if (existsSync(output)) return read(JSON.parse(readFileSync(output, 'utf8')));
    return [{ file: file.replace(/^spec\//, ''), title: `${file} within ${name}`, error: 'gave no report' }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs specs on Node. Where programs have a runtime of their own, tests that start none say nothing about it and are left out. */
async function runFromNode(runtime: Runtime, mochaArgs: readonly string[]): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-runtimes-'));
  try {
    const [output, started] = [join(folder, 'report.json'), join(folder, 'started')];
    const mocha = spawn(
      runtime.mocha,
      [join(root, 'node_modules/mocha/bin/mocha.js'), ...mochaArgs, '--reporter', 'json', '--reporter-option', `output=${output}`],
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
    const missing = mochaArgs.filter((file) => file.endsWith('.ts') && !file.includes('*') && !results.some((result) => file.endsWith(`/${result.file}`)));
    if (missing.length > 0) throw new Error(`mocha has not run ${missing.join(', ')} on ${runtime.name}: it could not be loaded`);
    if (runtime.programs === undefined) return results;
    const startedBy = new Set(existsSync(started) ? readFileSync(started, 'utf8').split('\n') : []);
    return results.filter(({ title }) => startedBy.has(title) || / hook[: ]/.test(title));
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
function read({ tests, failures }: Report): Result[] {
  const fileOf = (file: string) => relative(join(root, 'spec'), file).split(sep).join('/');
  const failed = failures.map(({ fullTitle, file, err }) => ({ file: fileOf(file), title: fullTitle, error: reason(err) }));
  const titles = new Set(failed.map(({ title }) => title));
  const passed = tests.map(({ fullTitle, file }) => ({ file: fileOf(file), title: fullTitle }));
  return [...failed, ...passed.filter(({ title }) => !titles.has(title))];
}
