/**
 * A thread that acts where the main thread cannot, because its event loop is blocked:
 *
 * - it ends the process with SIGKILL when a deadline has passed;
 * - on Node it gives SIGINT back to the system when the window for repeats is over, so that a second Ctrl-C kills.
 *   `breakOnSigint` puts Node's own SIGINT handler back for the whole process, whichever thread runs it; libuv does not notice.
 *   On Bun it does not, and Deno ignores the option.
 *
 * It exists only between a request and the moment nothing is left to watch over. It has to be started before anything else is
 * told of the request, since that may block at once. Its times are absolute, so that it does not matter when it has started.
 *
 * Rejected: starting the thread a turn later, or after the abort (a listener that blocks would never let it start); a child process as
 * the watchdog (it would have to outlive a parent that it is to watch, and be told of every change).
 */
import { monotonicMs, wallMs } from '../runtime/clock.ts';
import { RUNTIME } from '../runtime/runtime.ts';

/** The thread acts a little after the main thread would have, so that it acts only when that one is blocked. */
const SLACK_MS = 100;

/** A thread that wakes this much later than it wanted was not running, and neither was the main thread: that one has its turn first. */
const SUSPENDED_MS = 200;
const TURN_MS = 500;

// Int32: [0] revision, or -1 to end; [1] who may give SIGINT back. Float64: when [1] to SIGKILL, [2] to give SIGINT back; Infinity for never.
const REVISION = 0;
const SIGINT_STATE = 1;
const KILL_AT = 1;
const GIVE_BACK_AT = 2;

const OURS = 0;
const THREAD_MAY = 1;
const THREAD_DOES = 2;
const THREAD_DID = 3;

// The clock of a thread has an origin of its own on Bun and Deno; that of Node has not.
const PROGRAM = `
const { workerData: { memory, clock, wall } } = require('node:worker_threads');
const vm = require('node:vm');
const cells = new Int32Array(memory), times = new Float64Array(memory);
const own = () => { const [seconds, nanoseconds] = process.hrtime(); return seconds * 1e3 + nanoseconds / 1e6; };
const offset = ${RUNTIME === 'node'} ? 0 : clock + Date.now() - wall - own();
let wakeAt = Infinity;
for (;;) {
  const revision = Atomics.load(cells, ${REVISION});
  if (revision < 0) break;
  const now = own() + offset, killAt = times[${KILL_AT}], giveBackAt = times[${GIVE_BACK_AT}];
  if (now > wakeAt + ${SUSPENDED_MS}) {
    wakeAt = now + ${TURN_MS};
    Atomics.wait(cells, ${REVISION}, revision, ${TURN_MS});
    continue;
  }
  if (now >= killAt) {
    process.kill(process.pid, 'SIGKILL');
    break;
  }
  if (now >= giveBackAt) {
    wakeAt = Infinity;
    times[${GIVE_BACK_AT}] = Infinity;
    if (Atomics.compareExchange(cells, ${SIGINT_STATE}, ${THREAD_MAY}, ${THREAD_DOES}) === ${THREAD_MAY}) {
      try { new vm.Script('1').runInThisContext({ breakOnSigint: true }); } catch {}
      Atomics.store(cells, ${SIGINT_STATE}, ${THREAD_DID});
      Atomics.notify(cells, ${SIGINT_STATE});
    }
    continue;
  }
  wakeAt = Math.min(killAt, giveBackAt);
  Atomics.wait(cells, ${REVISION}, revision, wakeAt - now);
}`;

let killAt = Infinity;
let giveBackAt = Infinity;
let cells: Int32Array | undefined;

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
  const was = memory === undefined ? OURS : Atomics.compareExchange(memory, SIGINT_STATE, THREAD_MAY, OURS);
  if (was === THREAD_DOES) Atomics.wait(memory!, SIGINT_STATE, THREAD_DOES);
  if (memory) Atomics.store(memory, SIGINT_STATE, OURS);
  update();
  return was >= THREAD_DOES;
}

function update(): void {
  if (killAt === Infinity && giveBackAt === Infinity) return end();
  const isNew = cells === undefined;
  const memory = (cells ??= new Int32Array(new SharedArrayBuffer(24)));
  const times = new Float64Array(memory.buffer);
  times[KILL_AT] = killAt;
  times[GIVE_BACK_AT] = giveBackAt;
  if (giveBackAt !== Infinity) Atomics.compareExchange(memory, SIGINT_STATE, OURS, THREAD_MAY);
  Atomics.add(memory, REVISION, 1);
  if (isNew) begin(memory);
  else Atomics.notify(memory, REVISION);
}

function begin(memory: Int32Array): void {
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const workerData = { memory: memory.buffer, clock: monotonicMs(), wall: wallMs() };
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData });
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
