/**
 * A thread that acts where the main thread cannot, because its event loop is blocked:
 *
 * - it ends the process with SIGKILL when grace has run out;
 * - on Node it gives SIGINT back to the system when the window for repeats is over, so that a second Ctrl-C kills.
 *   `breakOnSigint` puts Node's own SIGINT handler back for the whole process, whichever thread runs it; libuv does not notice.
 *   On Bun it does not, and Deno ignores the option.
 *
 * It exists only between a request and the moment nothing is left to watch over. It has to be started before anything else is
 * told of the request, since that may block at once.
 *
 * Rejected: starting the thread a turn later, or after the abort (a listener that blocks would never let it start); a child process as
 * the watchdog (it would have to outlive a parent that it is to watch, and be told of every change).
 */
import { monotonicMs } from '../runtime/clock.ts';
import { RUNTIME } from '../runtime/runtime.ts';

/** The thread acts a little after the main thread would have, so that it acts only when that one is blocked. */
const SLACK_MS = 50;

// Int32: [0] revision, or -1 to end; [1] who may give SIGINT back. Float64: milliseconds from this revision on until [1] SIGKILL,
// [2] SIGINT is given back; Infinity for never.
const REVISION = 0;
const SIGINT_STATE = 1;
const KILL_IN = 1;
const GIVE_BACK_IN = 2;

const OURS = 0;
const THREAD_MAY = 1;
const THREAD_DOES = 2;
const THREAD_DID = 3;

const PROGRAM = `
const { workerData: { memory, signal } } = require('node:worker_threads');
const vm = require('node:vm');
const cells = new Int32Array(memory), times = new Float64Array(memory);
let known = NaN, killAt, giveBackAt;
for (;;) {
  const revision = Atomics.load(cells, ${REVISION});
  if (revision < 0) break;
  const now = performance.now();
  if (revision !== known) {
    known = revision;
    killAt = now + times[${KILL_IN}];
    giveBackAt = now + times[${GIVE_BACK_IN}];
  }
  if (now >= killAt) {
    process.kill(process.pid, 'SIGKILL');
    break;
  }
  if (now >= giveBackAt) {
    giveBackAt = Infinity;
    if (Atomics.compareExchange(cells, ${SIGINT_STATE}, ${THREAD_MAY}, ${THREAD_DOES}) === ${THREAD_MAY}) {
      try { new vm.Script('1').runInThisContext({ breakOnSigint: true }); } catch {}
      Atomics.store(cells, ${SIGINT_STATE}, ${THREAD_DID});
      Atomics.notify(cells, ${SIGINT_STATE});
    }
    continue;
  }
  Atomics.wait(cells, ${REVISION}, revision, Math.min(killAt, giveBackAt) - now);
}`;

const deadlines = new Map<object, number>();
let giveBackAt = Infinity;
let cells: Int32Array | undefined;

/** From `ms` on, counted from now, a blocked process is killed, until {@link callOff} is called for the same owner. */
export function killIn(ms: number, owner: object): void {
  deadlines.set(owner, monotonicMs() + ms + SLACK_MS);
  update();
}

export function callOff(owner: object): void {
  if (deadlines.delete(owner)) update();
}

/** From `ms` on, a main thread that is blocked has SIGINT taken from it, until {@link takeSigintBack}. Only Node can. */
export function giveSigintBackIn(ms: number): void {
  if (RUNTIME !== 'node') return;
  giveBackAt = monotonicMs() + ms + SLACK_MS;
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
  const was = memory === undefined ? OURS : Atomics.compareExchange(memory, SIGINT_STATE, THREAD_MAY, OURS);
  if (was === THREAD_DOES) Atomics.wait(memory!, SIGINT_STATE, THREAD_DOES);
  if (memory) Atomics.store(memory, SIGINT_STATE, OURS);
  update();
  return was >= THREAD_DOES;
}

function update(): void {
  const killAt = Math.min(...deadlines.values());
  if (killAt === Infinity && giveBackAt === Infinity) return end();
  const isNew = cells === undefined;
  const memory = (cells ??= new Int32Array(new SharedArrayBuffer(24)));
  const times = new Float64Array(memory.buffer);
  const now = monotonicMs();
  times[KILL_IN] = killAt - now;
  times[GIVE_BACK_IN] = giveBackAt - now;
  if (giveBackAt !== Infinity) Atomics.compareExchange(memory, SIGINT_STATE, OURS, THREAD_MAY);
  Atomics.add(memory, REVISION, 1);
  if (isNew) begin(memory);
  else Atomics.notify(memory, REVISION);
}

function begin(memory: Int32Array): void {
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData: { memory: memory.buffer } });
    worker.unref();
    worker.on('error', () => {}); // no thread to be had: the timers of the main thread still hold
  } catch {
    // a process that may not have threads (Node's permission model)
  }
}

function end(): void {
  if (cells === undefined) return;
  Atomics.store(cells, REVISION, -1);
  Atomics.notify(cells, REVISION);
  cells = undefined;
}
