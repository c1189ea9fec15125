import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Child } from '../support/process.ts';
import { bodiesOf, type Program, type Step } from './program.ts';
import { judge, type Life } from './rules.ts';

/** None of the programs takes a fifth of that. */
const HANGS_AFTER_MS = 15_000;

/** Lives through a program in a process of its own; `command` is all that stands before it. */
export async function live(program: Program, command: readonly string[], argument = JSON.stringify(program)): Promise<Life> {
  await using child = new Child([...command, argument], {});
  const sent: Life['sent'] = [];
  const sending = new AbortController();
  const ready = child.line(/ open /).then(() => performance.now(), () => undefined);
  const senders = program.outside.map(async ({ signal, ms }) => {
    const began = await ready;
    if (began === undefined) return;
    await setTimeout(began + ms - performance.now(), undefined, { signal: sending.signal });
    sent.push({ signal, at: performance.timeOrigin + performance.now() });
    child.send(signal);
  });
  const giveUp = new AbortController();
  const end = await Promise.race([child.ended, setTimeout(HANGS_AFTER_MS, undefined, { signal: giveUp.signal })]);
  giveUp.abort();
  sending.abort();
  await Promise.allSettled(senders);
  return { program, runsOn: /\bbun\b/.test(command[0]!), log: child.output.stdout, sent, end };
}

/** Tries so many programs, two at a time, and calls back with each that broke a rule. */
export async function tryAll<T>(programs: Iterable<[T, Program]>, command: readonly string[], onBroken: (which: T, broken: string[], life: Life) => void): Promise<void> {
  const queue = programs[Symbol.iterator]();
  await Promise.all([0, 1].map(async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const [which, program] = next.value;
      const life = await live(program, command);
      const broken = judge(life);
      if (broken.length > 0) onBroken(which, broken, life);
    }
  }));
}

/** The smallest program that still breaks a rule of the same name: one try of two has to. */
export async function shrink(program: Program, rule: string, command: readonly string[], tries = 150): Promise<Program> {
  let smallest = program;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const smaller of smallerThan(smallest)) {
      if (tries-- <= 0) return smallest;
      const lives = await Promise.all([live(smaller, command), live(smaller, command)]);
      if (!lives.some((life) => judge(life).some((broken) => broken.startsWith(`${rule}:`)))) continue;
      smallest = smaller;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** With one step less, or a step replaced by what is below it, or an option less; names that are missed then are cut out, too. */
function* smallerThan(program: Program): Generator<Program> {
  for (const index of program.outside.keys()) yield { ...program, outside: program.outside.toSpliced(index, 1) };
  for (const body of smallerBodies(program.body)) if (isWhole(body)) yield { ...program, body };
  if (program.waits) yield { ...program, waits: false };
}

function* smallerBodies(steps: readonly Step[]): Generator<Step[]> {
  for (const [index, step] of steps.entries()) {
    const put = (...others: Step[]): Step[] => steps.toSpliced(index, 1, ...others);
    yield put();
    for (const body of bodiesOf(step)) yield put(...body);
    if (step.do === 'scope') for (const name of Object.keys(step.options)) if (name !== 'signals') yield put({ ...step, options: Object.fromEntries(Object.entries(step.options).filter(([key]) => key !== name)) as typeof step.options });
    if (step.do === 'all') for (const task of step.tasks) for (const body of smallerBodies(task.body)) yield put({ ...step, tasks: step.tasks.map((each) => (each === task ? { ...each, body } : each)) });
    else if ('body' in step) for (const body of smallerBodies(step.body)) yield put({ ...step, body });
  }
}

/** Whether every scope and task that a step names is around it. */
function isWhole(steps: readonly Step[], names: readonly string[] = []): boolean {
  return steps.every((step) => {
    if ('scope' in step && !names.includes(step.scope)) return false;
    if ('with' in step && step.with !== undefined && !names.includes(step.with)) return false;
    if (step.do === 'scope' && step.options.parent === 'outer' && names.length === 0) return false;
    if (step.do === 'all') return step.tasks.every(({ id, body }) => isWhole(body, [...names, id]));
    const inner = step.do === 'beside' ? [] : 'body' in step ? [...names, step.id] : names;
    return bodiesOf(step).every((body) => isWhole(body, inner));
  });
}
