/**
 * A thread that acts where the main thread cannot, because its event loop is blocked:
 *
 * - it ends the process with SIGKILL when a deadline has passed;
 * - on Node it gives SIGINT back to the system when the window for repeats is over, so that a second Ctrl-C kills.
 *   `breakOnSigint` puts Node's own SIGINT handler back for the whole process, whichever thread runs it; libuv does not notice.
 *   On Bun it does not, and Deno ignores the option;
 * - on Node, where a capture asks for it, it hears SIGINT itself, also beside a loop that was stuck before.
 *
 * It exists only while something is to be watched over: from a request on, mostly. It has to be started before anything else is told of the
 * request, since that may block at once. Its times are absolute, so that it does not matter when it has started.
 *
 * Rejected: starting the thread a turn later, or after the abort (a listener that blocks would never let it start); a child process as
 * the watchdog (it would have to outlive a parent that it is to watch, and be told of every change).
 */
import type { Worker } from 'node:worker_threads';
import { process } from '../platform/builtins.ts';
import { monotonicMs, wallMs } from '../platform/clock.ts';
import { RUNTIME } from '../platform/platform.ts';
import { BYTES, CELLS, HAS, LIFE, PROGRAM, SIGINT, TIMES } from './watchdog-thread.ts';

/** The thread acts a little after the main thread would have, so that it acts only when that one is blocked. */
const SLACK_MS = 100;
/** For what a thread that does not answer, or never came to be, may hold the main thread up. */
const ANSWER_MS = 1000;

let killAt = Infinity;
let giveBackAt = Infinity;
let grace = Infinity;
let isToHear = false;
let isComputing = false;
let onHeard: () => void;
let cells: Int32Array | undefined;
let unwanted: Int32Array | undefined;
let worker: Worker | undefined;

/** From then on a blocked process is killed. Infinity: no longer. */
export function killBlockedAt(at: number): void {
  if (killAt === at + SLACK_MS) return;
  killAt = at + SLACK_MS;
  update();
}

/** From then on a main thread that is blocked has SIGINT taken from it, until {@link takeSigintBack}. Only Node can. */
export function giveSigintBackAt(at: number): void {
  if (RUNTIME !== 'node') return;
  giveBackAt = at + SLACK_MS;
  update();
}

export function isSigintGuarded(): boolean {
  return giveBackAt !== Infinity;
}

/** From now on the thread leaves SIGINT alone. True when it had given it back: our listener is deaf until it is put on anew. */
export function takeSigintBack(): boolean {
  if (giveBackAt === Infinity) return false;
  giveBackAt = Infinity;
  const memory = cells;
  const was = memory === undefined ? SIGINT.ours : Atomics.compareExchange(memory, CELLS.sigint, SIGINT.threadMay, SIGINT.ours);
  if (was === SIGINT.threadDoes) Atomics.wait(memory!, CELLS.sigint, SIGINT.threadDoes, ANSWER_MS);
  if (memory) Atomics.store(memory, CELLS.sigint, SIGINT.ours);
  update();
  return was >= SIGINT.threadDoes;
}

/** From now on the thread hears SIGINT, and calls back for each; one that is not taken within `graceMs` ends the process with SIGKILL. Only Node can. */
export function hearSigint(graceMs: number, callback: () => void): void {
  if (RUNTIME !== 'node') return;
  isToHear = true;
  grace = graceMs + SLACK_MS;
  onHeard = callback;
  update();
}

/** The thread has stopped hearing SIGINT when this returns. True when it did: our listener is deaf until it is put on anew. */
export function stopHearingSigint(): boolean {
  const memory = cells;
  isToHear = false;
  grace = Infinity;
  if (memory === undefined) return false;
  Atomics.store(memory, CELLS.hear, 0);
  Atomics.add(memory, CELLS.revision, 1);
  Atomics.notify(memory, CELLS.revision);
  waitWhile(memory, HAS.thread | HAS.entering);
  return Atomics.exchange(memory, CELLS.deaf, 0) !== 0;
}

/** To be called when what it had heard is taken: a thread that has nothing to watch over ends. */
export function letThreadEnd(): void {
  update();
}

/** How many the thread has heard that the main thread had not taken, and when the first of them came. */
export function takeHeard(): { readonly count: number; readonly at: number } {
  if (cells === undefined) return { count: 0, at: 0 };
  const heard = Atomics.load(cells, CELLS.heard);
  const count = heard - Atomics.exchange(cells, CELLS.taken, heard);
  return { count, at: new Float64Array(cells.buffer)[TIMES.heardAt]! };
}

/** Until {@link endComputation} a computation of the main thread is to have SIGINT. True when the thread hears it, and hands it over. */
export function beginComputation(): boolean {
  isComputing = true;
  if (cells === undefined) return false;
  for (;;) {
    waitWhile(cells, HAS.entering);
    const has = Atomics.load(cells, CELLS.has);
    if (Atomics.compareExchange(cells, CELLS.has, has, has | HAS.computation) === has) return (has & HAS.thread) !== 0;
  }
}

/** Until the thread has said so; a thread that never came to be does not. */
function waitWhile(memory: Int32Array, mask: number): void {
  for (let has = Atomics.load(memory, CELLS.has); (has & mask) !== 0; has = Atomics.load(memory, CELLS.has)) {
    if (Atomics.wait(memory, CELLS.has, has, ANSWER_MS) === 'timed-out') return;
  }
}

/** From now on SIGINT breaks it. True when the thread has heard one meanwhile. */
export function isHeardBefore(): boolean {
  if (cells === undefined) return false;
  Atomics.or(cells, CELLS.has, HAS.breakable);
  return Atomics.load(cells, CELLS.heard) !== Atomics.load(cells, CELLS.taken);
}

export function endComputation(): void {
  isComputing = false;
  if (cells === undefined) return;
  Atomics.and(cells, CELLS.has, ~(HAS.computation | HAS.breakable));
  Atomics.add(cells, CELLS.revision, 1);
  Atomics.notify(cells, CELLS.revision);
}

function update(): void {
  if (killAt === Infinity && giveBackAt === Infinity && !isToHear) return end();
  const isNew = cells === undefined && !takeOver();
  const memory = (cells ??= new Int32Array(new SharedArrayBuffer(BYTES)));
  const times = new Float64Array(memory.buffer);
  times[TIMES.killAt] = killAt;
  times[TIMES.giveBackAt] = giveBackAt;
  times[TIMES.grace] = grace;
  Atomics.store(memory, CELLS.hear, Number(isToHear));
  if (giveBackAt !== Infinity) Atomics.compareExchange(memory, CELLS.sigint, SIGINT.ours, SIGINT.threadMay);
  Atomics.add(memory, CELLS.revision, 1);
  if (isNew && isComputing) Atomics.or(memory, CELLS.has, HAS.computation);
  if (isNew) worker = begin(memory);
  else Atomics.notify(memory, CELLS.revision);
  if (isToHear && worker?.listenerCount('message') === 0) worker.on('message', () => onHeard()).unref();
}

function begin(memory: Int32Array): Worker | undefined {
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const workerData = { memory: memory.buffer, clock: monotonicMs(), wall: wallMs() };
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData });
    worker.on('error', () => Atomics.store(memory, CELLS.life, LIFE.over)); // no thread to be had: the timers of the main thread still hold
    worker.unref();
    return worker;
  } catch {
    Atomics.store(memory, CELLS.life, LIFE.over);
    return undefined; // a process that may not have threads (Node's permission model)
  }
}

function end(): void {
  if (cells === undefined) return;
  if (Atomics.compareExchange(cells, CELLS.life, LIFE.starting, LIFE.unwanted) === LIFE.starting) unwanted = cells;
  else {
    Atomics.store(cells, CELLS.revision, -1);
    Atomics.notify(cells, CELLS.revision);
  }
  cells = undefined;
}

/** One that has not begun yet, if there is: scopes that come and go faster than threads do share one. */
function takeOver(): boolean {
  const memory = unwanted;
  unwanted = undefined;
  if (memory === undefined || Atomics.compareExchange(memory, CELLS.life, LIFE.unwanted, LIFE.starting) !== LIFE.unwanted) return false;
  cells = memory;
  return true;
}
