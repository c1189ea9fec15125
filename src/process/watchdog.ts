/**
 * A thread that acts where the main thread cannot, because its event loop is blocked:
 *
 * - it kills the process with SIGKILL when a deadline has passed;
 * - on Node it gives SIGINT back to the system when the window for repeats is over, so that a second Ctrl-C kills; and, if a capture asks for it,
 *   when the heart of the main thread has stopped for a second. `breakOnSigint` puts Node's own SIGINT handler back for the whole process, whichever
 *   thread runs it; libuv does not notice. On Bun it does not, and Deno ignores the option.
 *
 * It exists only while there is something to watch: mostly from a request on. It has to be started before anything else learns of the request, since
 * that may block at once. Its times are absolute, so it does not matter when it has started.
 *
 * Rejected: starting the thread a turn later, or after the abort (a listener that blocks would never let it start); a child process as the watchdog
 * (it would have to outlive the parent that it watches, and be told of every change).
 */
import { process, setTimeout } from '../platform/builtins.ts';
import { monotonicMs, wallMs } from '../platform/clock.ts';
import { BEATS, BYTES, IS_THERE, IS_WATCHING, OURS, PROGRAM, REVISION, SIGINT, THREAD_DOES, THREAD_MAY, TIMES } from './watchdog-thread.ts';

export { BEAT_MS } from './watchdog-thread.ts';

/** The thread acts a little later than the main thread would, so that it acts only when that is blocked. */
const SLACK_MS = 100;
/** How long a thread that does not answer may hold up the main thread. */
const ANSWER_MS = 1000;

const watchdog = {
  killAt: Infinity,
  giveBackAt: Infinity,
  isWatching: false,
  isPrepared: false,
  /** Shared by both threads. Created when needed, because a startup snapshot cannot contain it. */
  cells: undefined as Int32Array | undefined,
};

/** Loading `node:worker_threads` takes 2 ms. Neither opening, nor the first signal, nor a program that is over by then should wait for it. */
const PREPARE_AFTER_MS = 5;

/** A thread may be needed soon. */
export function prepareThread(): void {
  if (watchdog.isPrepared) return;
  watchdog.isPrepared = true;
  setTimeout(() => process.getBuiltinModule('node:worker_threads'), PREPARE_AFTER_MS).unref?.();
}

/** From then on a blocked process is killed. Infinity: never. */
export function killBlockedAt(at: number): void {
  if (watchdog.killAt === at) return;
  watchdog.killAt = at;
  tell();
}

/** From `at` on, a blocked main thread has SIGINT taken from it; with `whenStuck`, also when its heart stops. Infinity: not at any time. */
export function letGiveSigintBack(at: number, whenStuck: boolean): void {
  watchdog.giveBackAt = at;
  watchdog.isWatching = whenStuck;
  tell();
}

/** From now on the thread leaves SIGINT alone. True if it had given SIGINT back: our listener is deaf until it is added again. */
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

/** A running thread reads the new values. If there is none, and there is something to do, one is started. */
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
    worker.on('error', () => {}).unref(); // no thread available: the timers of the main thread still work
  } catch {
    // a process that may not have threads (Node's permission model)
  }
}
