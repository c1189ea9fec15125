/**
 * A thread that acts where the main thread cannot, because its event loop is blocked:
 *
 * - it ends the process with SIGKILL when a deadline has passed;
 * - on Node it gives SIGINT back to the system when the window for repeats is over, so that a second Ctrl-C kills; and, where a capture asks for it, when
 *   the heart of the main thread has stood still for a second. `breakOnSigint` puts Node's own SIGINT handler back for the whole process,
 *   whichever thread runs it; libuv does not notice. On Bun it does not, and Deno ignores the option.
 *
 * It exists only while something is to be watched over: from a request on, mostly. It has to be started before anything else is told of the
 * request, since that may block at once. Its times are absolute, so that it does not matter when it has started.
 *
 * Rejected: starting the thread a turn later, or after the abort (a listener that blocks would never let it start); a child process as
 * the watchdog (it would have to outlive a parent that it is to watch, and be told of every change).
 */
import { process, setTimeout } from '../platform/builtins.ts';
import { monotonicMs, wallMs } from '../platform/clock.ts';
import { BEATS, BYTES, IS_THERE, IS_WATCHING, OURS, PROGRAM, REVISION, SIGINT, THREAD_DOES, THREAD_MAY, TIMES } from './watchdog-thread.ts';

export { BEAT_MS } from './watchdog-thread.ts';

/** The thread acts a little after the main thread would have, so that it acts only when that one is blocked. */
const SLACK_MS = 100;
/** For what a thread that does not answer may hold the main thread up. */
const ANSWER_MS = 1000;

const watchdog = {
  killAt: Infinity,
  giveBackAt: Infinity,
  isWatching: false,
  /** What both threads see, made when it is needed: there is none in a startup snapshot. */
  cells: undefined as Int32Array | undefined,
};

/** Loading it takes 2 ms, which neither opening nor the first signal is to wait for. */
const PREPARE_AFTER_MS = 1;

/** A thread may be wanted soon. */
export function prepareThread(): void {
  setTimeout(() => process.getBuiltinModule('node:worker_threads'), PREPARE_AFTER_MS).unref?.();
}

/** From then on a blocked process is killed. Infinity: no longer. */
export function killBlockedAt(at: number): void {
  if (watchdog.killAt === at) return;
  watchdog.killAt = at;
  tell();
}

/** From `at` on, and if so when its heart stands still, a main thread that is blocked has SIGINT taken from it. Infinity: not at any time. */
export function letGiveSigintBack(at: number, whenStuck: boolean): void {
  watchdog.giveBackAt = at;
  watchdog.isWatching = whenStuck;
  tell();
}

/** From now on the thread leaves SIGINT alone. True when it had given it back: our listener is deaf until it is put on anew. */
export function takeSigintBack(): boolean {
  const { cells } = watchdog;
  watchdog.giveBackAt = Infinity;
  watchdog.isWatching = false;
  if (!cells) return false;
  const was = Atomics.compareExchange(cells, SIGINT, THREAD_MAY, OURS);
  if (was === THREAD_DOES) Atomics.wait(cells, SIGINT, THREAD_DOES, ANSWER_MS);
  Atomics.store(cells, SIGINT, OURS);
  return was >= THREAD_DOES;
}

export function hasGivenSigintBack(): boolean {
  return watchdog.cells !== undefined && Atomics.load(watchdog.cells, SIGINT) >= THREAD_DOES;
}

/** The main thread is not stuck. */
export function beat(): void {
  if (watchdog.cells) Atomics.add(watchdog.cells, BEATS, 1);
}

/** A thread that is there reads anew; where there is none, one is begun if there is something to do. */
function tell(): void {
  const { killAt, giveBackAt, isWatching } = watchdog;
  const mayGiveBack = giveBackAt !== Infinity || isWatching;
  const isIdle = killAt === Infinity && !mayGiveBack;
  if (isIdle && !watchdog.cells) return;
  const cells = (watchdog.cells ??= new Int32Array(new SharedArrayBuffer(BYTES)));
  new Float64Array(cells.buffer).set([killAt + SLACK_MS, giveBackAt + SLACK_MS], TIMES);
  Atomics.store(cells, IS_WATCHING, Number(isWatching));
  if (mayGiveBack) Atomics.compareExchange(cells, SIGINT, OURS, THREAD_MAY);
  Atomics.add(cells, REVISION, 1);
  Atomics.notify(cells, REVISION);
  if (isIdle || Atomics.compareExchange(cells, IS_THERE, 0, 1) !== 0) return;
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const workerData = { memory: cells.buffer, clock: monotonicMs(), wall: wallMs() };
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData });
    worker.on('error', () => {}).unref(); // no thread to be had: the timers of the main thread still hold
  } catch {
    // a process that may not have threads (Node's permission model)
  }
}
