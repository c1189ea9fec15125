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
import { process } from '../platform/builtins.ts';
import { monotonicMs, wallMs } from '../platform/clock.ts';
import { BYTES, CELLS, PROGRAM, SIGINT, TIMES } from './watchdog-thread.ts';

export { BEAT_MS } from './watchdog-thread.ts';

/** The thread acts a little after the main thread would have, so that it acts only when that one is blocked. */
const SLACK_MS = 100;
/** For what a thread that does not answer may hold the main thread up. */
const ANSWER_MS = 1000;

const { killAt, giveBackAt } = TIMES;

/** What both threads see, made when it is needed. */
const shared = {
  made: undefined as { readonly cells: Int32Array; readonly times: Float64Array } | undefined,
  get memory() {
    if (!this.made) {
      const cells = new Int32Array(new SharedArrayBuffer(BYTES));
      this.made = { cells, times: new Float64Array(cells.buffer).fill(Infinity, killAt) };
    }
    return this.made;
  },
};

/** From then on a blocked process is killed. Infinity: no longer. */
export function killBlockedAt(at: number): void {
  if (at === Infinity && !shared.made) return;
  const { times } = shared.memory;
  if (times[killAt] === at + SLACK_MS) return;
  times[killAt] = at + SLACK_MS;
  tell();
}

/** From `at` on, and if so when its heart stands still, a main thread that is blocked has SIGINT taken from it. Infinity: not at any time. */
export function letGiveSigintBack(at: number, whenStuck: boolean): void {
  const isWanted = whenStuck || at !== Infinity;
  if (!isWanted && !shared.made) return;
  const { cells, times } = shared.memory;
  times[giveBackAt] = at + SLACK_MS;
  if (!whenStuck) Atomics.store(cells, CELLS.beats, 0);
  else Atomics.compareExchange(cells, CELLS.beats, 0, 1);
  if (isWanted) Atomics.compareExchange(cells, CELLS.sigint, SIGINT.ours, SIGINT.threadMay);
  tell();
}

/** From now on the thread leaves SIGINT alone. True when it had given it back: our listener is deaf until it is put on anew. */
export function takeSigintBack(): boolean {
  if (!shared.made) return false;
  const { cells } = shared.made;
  const was = Atomics.compareExchange(cells, CELLS.sigint, SIGINT.threadMay, SIGINT.ours);
  if (was === SIGINT.threadDoes) Atomics.wait(cells, CELLS.sigint, SIGINT.threadDoes, ANSWER_MS);
  Atomics.store(cells, CELLS.sigint, SIGINT.ours);
  return was >= SIGINT.threadDoes;
}

export function hasGivenSigintBack(): boolean {
  return shared.made !== undefined && Atomics.load(shared.made.cells, CELLS.sigint) >= SIGINT.threadDoes;
}

/** The main thread is not stuck. */
export function beat(): void {
  if (shared.made && Atomics.load(shared.made.cells, CELLS.beats) > 0) Atomics.add(shared.made.cells, CELLS.beats, 1);
}

/** A thread that is there reads anew; where there is none, one is begun if there is something to do. */
function tell(): void {
  const { cells, times } = shared.memory;
  Atomics.add(cells, CELLS.revision, 1);
  Atomics.notify(cells, CELLS.revision);
  const isIdle = Math.min(times[killAt]!, times[giveBackAt]!) === Infinity && Atomics.load(cells, CELLS.beats) === 0;
  if (isIdle || Atomics.compareExchange(cells, CELLS.isThere, 0, 1) !== 0) return;
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const workerData = { memory: cells.buffer, clock: monotonicMs(), wall: wallMs() };
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData });
    worker.on('error', () => {}); // no thread to be had: the timers of the main thread still hold
    worker.unref();
  } catch {
    // a process that may not have threads (Node's permission model)
  }
}
