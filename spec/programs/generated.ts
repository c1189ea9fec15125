// generated <seed, or a program as JSON>: lives through a program of spec/generated, and tells on stdout what happens: the time, a word, and whom it is about.
import diagnostics from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, type CaptureOptions, type SignalCapture } from 'capture-signals';
import { generate } from '../generated/generator.ts';
import { SIGNALS, type Options, type Program, type Reason, type Step } from '../generated/program.ts';

interface Env {
  readonly captures: ReadonlyMap<string, SignalCapture>;
  readonly signals: ReadonlyMap<string, AbortSignal>;
  readonly flow: string;
}

const program: Program = /^\d+$/.test(process.argv[2]!) ? generate(Number(process.argv[2])) : JSON.parse(process.argv[2]!);
/** Elsewhere nobody says that a program is out of work. */
const NEVER_MS = 'Bun' in globalThis || 'Deno' in globalThis ? 100 : undefined;
const names = new WeakMap<object, string>();
/** Scopes that are not closed, and bodies that float. */
let open = 0;

function tell(...words: readonly unknown[]): void {
  writeSync(1, `${(performance.timeOrigin + performance.now()).toFixed(2)} ${words.join(' ')}\n`);
}

/** The failures, reasons and signals that an error holds. */
function held(error: unknown): string {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (!(value instanceof Error) || seen.has(value)) return;
    seen.add(value);
    if (value instanceof InterruptError) return void found.add(value.signal);
    const { error, suppressed, errors, cause } = value as Error & { error?: unknown; suppressed?: unknown; errors?: unknown[] };
    const inner = [error, suppressed, cause, ...(errors ?? [])].filter((each) => each instanceof Error);
    inner.forEach(walk);
    const id = /^[FR]\d+$/.exec(value.message)?.[0];
    if (id !== undefined || inner.length === 0) found.add(id ?? (/^AbortError$|^CanceledError$/.test(value.name) ? (value.message.includes('closed') ? 'closed' : 'abort') : `?${value.name}:${value.message}?`.replace(/\s/g, '_')));
  };
  walk(error);
  return [...found].join() || '?';
}

function fail(id: string): never {
  tell('thrown', id);
  throw new Error(id);
}

function reasonOf(reason: Reason): unknown {
  if (reason === null) return undefined;
  return reason.startsWith('R') ? new Error(reason) : new InterruptError(reason as 'SIGTERM');
}

/** Who listens to signals. */
const listeners = (): string => SIGNALS.map((signal) => `${signal}=${process.listenerCount(signal)}`).join();

const never = (): Promise<unknown> => (NEVER_MS === undefined ? new Promise(() => {}) : sleep(NEVER_MS));

function optionsOf(id: string, { signals: _, onSignal, parent, ...options }: Options, env: Env): CaptureOptions {
  const all: CaptureOptions = { ...options };
  if (onSignal !== undefined) all.onSignal = (event) => {
    if (onSignal.startsWith('F')) fail(onSignal);
    if (onSignal === 'prevents' || event.count === 1) event.preventDefault();
  };
  if (parent === 'outer') all.signal = [...env.captures.values()].at(-1)!.signal;
  else if (parent !== undefined) {
    const controller = new AbortController();
    all.signal = controller.signal;
    setTimeout(() => {
      tell('abort', id, parent.reason);
      controller.abort(reasonOf(parent.reason));
    }, parent.ms);
  }
  return all;
}

/** In the words of others, as axios has them: without a cause. */
function cancellable(ms: number, signal: AbortSignal, inOwnWords = false): Promise<void> {
  if (!inOwnWords) return sleep(ms, undefined, { signal });
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' }));
    if (signal.aborted) return cancel();
    const timer = globalThis.setTimeout(() => {
      signal.removeEventListener('abort', cancel);
      resolve();
    }, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
    signal.addEventListener('abort', cancel, { once: true });
  });
}

function setTimeout(callback: () => void, ms: number): void {
  globalThis.setTimeout(callback, ms);
}

async function live({ id, form, options, body }: Extract<Step, { do: 'scope' }>, env: Env): Promise<void> {
  const capture = captureSignals(options.signals, optionsOf(id, options, env));
  names.set(capture, id);
  open++;
  tell('open', id, env.flow, form, options.signals);
  const inner: Env = { ...env, captures: new Map(env.captures).set(id, capture), signals: new Map(env.signals) };
  const block = async (): Promise<void> => {
    try {
      await play(body, inner);
    } finally {
      if (form !== 'const') tell('closing', id);
    }
  };
  try {
    if (form === 'run') await capture.run(block);
    else if (form === 'const') await block();
    else if (form === 'using') {
      await using _ = capture;
      await block();
    } else await closing(capture, block);
    if (form !== 'const') tell('closed', id);
  } catch (error) {
    if (form !== 'const') tell('closed', id, held(error));
    throw error;
  } finally {
    if (form !== 'const') open--;
  }
}

/** By `try` and `finally`: what closing throws replaces what the block has thrown. */
async function closing(capture: SignalCapture, block: () => Promise<void>): Promise<void> {
  let thrown: unknown;
  try {
    await block();
  } catch (error) {
    throw (thrown = error);
  } finally {
    await capture.close().catch((error) => {
      if (thrown) tell('replaced', held(thrown));
      throw error;
    });
  }
}

function start(scope: string, { id, body }: { id: string; body: Step[] }, env: Env): Promise<void> {
  const capture = env.captures.get(scope)!;
  return capture.spawn(async (signal) => {
    tell('task', scope, id);
    try {
      await play(body, { ...env, signals: new Map(env.signals).set(id, signal) });
      tell('ended', scope, id);
    } catch (error) {
      tell('ended', scope, id, held(error));
      throw error;
    }
  }, id);
}

function defer({ scope, id, sync, body }: Extract<Step, { do: 'defer' }>, env: Env): void {
  tell('defer', scope, id);
  const finish = (failure?: unknown): void => tell('cleaned', scope, id, failure === undefined ? '' : held(failure));
  env.captures.get(scope)!.defer(sync ? () => {
    tell('cleaning', scope, id);
    try {
      for (const step of body) now(step, env);
    } finally {
      finish();
    }
  } : async () => {
    tell('cleaning', scope, id);
    try {
      await play(body, env);
    } finally {
      finish();
    }
  }, id);
}

async function beside({ id, body }: Extract<Step, { do: 'beside' }>): Promise<void> {
  open++;
  try {
    await play(body, { captures: new Map(), signals: new Map(), flow: id });
  } catch (error) {
    tell('letgo', id, held(error));
    throw error;
  } finally {
    open--;
  }
}

/** Does what takes no waiting; says whether it was that. */
function now(step: Step, env: Env): boolean {
  switch (step.do) {
    case 'busy':
      for (const until = performance.now() + step.ms; performance.now() < until;);
      return true;
    case 'send':
      tell('send', step.signal, process.listenerCount(step.signal));
      if (step.how === 'raise') raiseSignal(step.signal);
      else process.kill(process.pid, step.signal);
      return true;
    case 'throw':
      return fail(step.id);
    case 'exit':
      tell('exit', step.code);
      return process.exit(step.code);
    case 'abort':
      tell('abort', step.scope, step.reason);
      env.captures.get(step.scope)!.abort(reasonOf(step.reason));
      return true;
    case 'ask':
      tell('asked', step.scope, env.captures.get(step.scope)!.interrupted?.signal);
      return true;
    case 'defer':
      defer(step, env);
      return true;
    case 'beside':
      void beside(step);
      return true;
    default:
      return false;
  }
}

async function play(body: readonly Step[], env: Env): Promise<void> {
  const kept: Promise<unknown>[] = [];
  for (const step of body) if (!now(step, env)) await wait(step, env, kept);
  for (const promise of kept) await promise;
}

async function wait(step: Step, env: Env, kept: Promise<unknown>[]): Promise<unknown> {
  const capture = 'scope' in step ? env.captures.get(step.scope)! : undefined;
  const given = (name: string): AbortSignal => env.signals.get(name) ?? env.captures.get(name)!.signal;
  switch (step.do) {
    case 'sleep':
      return step.with === undefined ? sleep(step.ms) : cancellable(step.ms, given(step.with), step.words);
    case 'turn':
      return new Promise(setImmediate);
    case 'checkpoint':
      for (const until = performance.now() + step.ms; performance.now() < until;) await capture!.checkpoint();
      return;
    case 'race':
      if (step.ms === 'never') tell('never');
      return capture!.race(step.ms === 'never' ? never() : sleep(step.ms));
    case 'promise':
      return Promise.race([capture!.promise, sleep(step.ms)]);
    case 'never':
      tell('never');
      return never();
    case 'task': {
      const task = start(step.scope, step, env);
      if (step.use === 'later') kept.push(task);
      return step.use === 'await' ? task : step.use === 'race' ? capture!.race(task) : undefined;
    }
    case 'all':
      try {
        return await Promise.all([...step.tasks.map((task) => start(step.scope, task, env)), cancellable(step.ms, capture!.signal, step.words)]);
      } catch (error) {
        tell('all', step.id, held(error));
        throw error;
      }
    case 'scope':
      return live(step, env);
    case 'catch':
      try {
        return await play(step.body, env);
      } catch (error) {
        tell(step.how, step.id, held(error));
        if (step.how === 'swallows') return;
        // Who wraps a cancellation for a reason that is no error makes an error of it.
        throw step.how === 'wraps' && (findInterrupt(error) || /F/.test(held(error))) ? new Error(`Wrapped by ${step.id}`, { cause: error }) : error;
      }
    case 'float': {
      const promise = cancellable(step.ms, given(step.with), step.words);
      if (step.later) kept.push(promise);
      return;
    }
  }
}

for (const what of ['requested', 'repeated']) diagnostics.subscribe(`capture-signals:${what}`, (message) => {
  const { capture, signal, prevented } = message as { capture: object; signal: string; prevented?: boolean };
  tell(what, names.get(capture), signal, prevented ? 'prevented' : '');
});
process.on('exit', (code) => tell('exiting', code));
const before = listeners();
tell('ready');
try {
  await play(program.body, { captures: new Map(), signals: new Map(), flow: 'main' });
} catch (error) {
  tell('letgo', 'main', held(error));
  throw error;
}
tell('finished', open);
if (program.waits) {
  const isOver = (): boolean => open === 0 && listeners() === before;
  for (const until = performance.now() + 1500; !isOver() && performance.now() < until;) await sleep(5);
  if (open === 0) tell('listeners', before, listeners());
}
