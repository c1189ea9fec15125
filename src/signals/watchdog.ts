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
import { monotonicMs, wallMs } from '../runtime/clock.ts';
import { RUNTIME } from '../runtime/runtime.ts';
import { BYTES, CELLS, PROGRAM, SIGINT, TIMES } from './watchdog-thread.ts';

/** The thread acts a little after the main thread would have, so that it acts only when that one is blocked. */
const SLACK_MS = 100;
/** For what a thread that does not answer, or never came to be, may hold the main thread up. */
const ANSWER_MS = 1000;

let killAt = Infinity;
let giveBackAt = Infinity;
let grace = Infinity;
let isToHear = false;
let onHeard: () => void;
let cells: Int32Array | undefined;
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
  const did = Atomics.load(memory, CELLS.hearing) === 1;
  if (did) Atomics.wait(memory, CELLS.hearing, 1, ANSWER_MS);
  return did;
}

/** To be called when what it had heard is taken: a thread that has nothing to watch over ends. */
export function letThreadEnd(): void {
  update();
}

export function isHearingSigint(): boolean {
  return cells !== undefined && Atomics.load(cells, CELLS.hearing) === 1;
}

/** How many the thread has heard that the main thread had not taken, and when the first of them came. */
export function takeHeard(): { readonly count: number; readonly at: number } {
  if (cells === undefined) return { count: 0, at: 0 };
  const heard = Atomics.load(cells, CELLS.heard);
  const count = heard - Atomics.exchange(cells, CELLS.taken, heard);
  return { count, at: new Float64Array(cells.buffer)[TIMES.heardAt]! };
}

/** Between the two calls the thread hands SIGINT over to a computation of the main thread. */
export function setWorking(isWorking: boolean): void {
  if (cells === undefined) return;
  Atomics.store(cells, CELLS.working, Number(isWorking));
  if (isWorking) return;
  Atomics.add(cells, CELLS.revision, 1);
  Atomics.notify(cells, CELLS.revision);
}

export function hasHeard(): boolean {
  return cells !== undefined && Atomics.load(cells, CELLS.heard) !== Atomics.load(cells, CELLS.taken);
}

function update(): void {
  if (killAt === Infinity && giveBackAt === Infinity && !isToHear) return end();
  const isNew = cells === undefined;
  const memory = (cells ??= new Int32Array(new SharedArrayBuffer(BYTES)));
  const times = new Float64Array(memory.buffer);
  times[TIMES.killAt] = killAt;
  times[TIMES.giveBackAt] = giveBackAt;
  times[TIMES.grace] = grace;
  Atomics.store(memory, CELLS.hear, Number(isToHear));
  if (giveBackAt !== Infinity) Atomics.compareExchange(memory, CELLS.sigint, SIGINT.ours, SIGINT.threadMay);
  Atomics.add(memory, CELLS.revision, 1);
  if (isNew) worker = begin(memory);
  else Atomics.notify(memory, CELLS.revision);
  if (isToHear && worker?.listenerCount('message') === 0) worker.on('message', () => onHeard()).unref();
}

function begin(memory: Int32Array): Worker | undefined {
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const workerData = { memory: memory.buffer, clock: monotonicMs(), wall: wallMs() };
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData });
    worker.on('error', () => {}); // no thread to be had: the timers of the main thread still hold
    worker.unref();
    return worker;
  } catch {
    return undefined; // a process that may not have threads (Node's permission model)
  }
}

function end(): void {
  if (cells === undefined) return;
  Atomics.store(cells, CELLS.revision, -1);
  Atomics.notify(cells, CELLS.revision);
  cells = undefined;
}
