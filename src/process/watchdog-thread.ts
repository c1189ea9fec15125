/** What the main thread and the watchdog share, and what the watchdog runs. */
import { RUNTIME } from '../platform/platform.ts';

/** Int32. */
export const CELLS = {
  /** Counts the changes; -1 to end. */
  revision: 0,
  /** Who may give SIGINT back: one of {@link SIGINT}. */
  sigint: 1,
  /** 1 while the thread is to hear SIGINT itself. */
  hear: 2,
  /** Who has SIGINT: some of {@link HAS}. They must not begin at the same time. */
  has: 3,
  /** One of {@link LIFE}. */
  life: 6,
  /** How many it has heard. */
  heard: 4,
  /** How many of those the main thread has taken. */
  taken: 5,
  /** 1 when the thread has taken SIGINT from libuv since the main thread last asked. It may have left again meanwhile. */
  deaf: 7,
} as const;

/** Float64, on the clock of this package; Infinity for never. */
export const TIMES = {
  killAt: 4,
  giveBackAt: 5,
  /** Milliseconds from a SIGINT that the main thread has not taken to SIGKILL. */
  grace: 6,
  /** When the thread has heard the first of those that are not taken. */
  heardAt: 7,
} as const;

export const BYTES = 64;

/** The thread hears it, or begins to; a computation of the main thread is to be broken by it, and can be. */
export const HAS = { thread: 1, computation: 2, entering: 4, breakable: 8 } as const;

/** A thread that is wanted no more before it has begun may be taken over, until it finds that out. */
export const LIFE = { starting: 0, begun: 1, unwanted: 2, over: 3 } as const;

export const SIGINT = { ours: 0, threadMay: 1, threadDoes: 2, threadDid: 3 } as const;

/** A thread that wakes, or begins, this much later than it wanted was not running, and neither was the main thread: that one has its turn first. */
const SUSPENDED_MS = 200;
const TURN_MS = 1000;

/** A loop that has not taken a SIGINT for so long is blocked. */
const BLOCKED_MS = 1000;

/**
 * Every level of `breakOnSigint` hears one SIGINT, and is then deaf until it is entered again. While one is not, the next one outwards is
 * what keeps SIGINT from killing: a launcher relays a key several times within a millisecond.
 */
const LEVELS = 4;

const { killAt, giveBackAt, grace, heardAt } = TIMES;

/**
 * - The clock of a thread has an origin of its own on Bun and Deno; that of Node has not.
 * - The next signal may break `settle` anywhere, but in the outermost level: what is pending then is begun anew one level further out.
 * - `handOver`: the signal came just before a computation of the main thread was there to be broken. SIGINT goes to whoever has entered last,
 *   which is the main thread. Once for each computation, since it may have left.
 * - The scripts are made before they are needed: until all levels are entered a key that is relayed at once may kill.
 */
export const PROGRAM = `
const { workerData: { memory, clock, wall }, parentPort } = require('node:worker_threads');
const { Script } = require('node:vm');
const cells = new Int32Array(memory), times = new Float64Array(memory);
const own = () => { const [seconds, nanoseconds] = process.hrtime(); return seconds * 1e3 + nanoseconds / 1e6; };
const offset = ${RUNTIME === 'node'} ? 0 : clock + Date.now() - wall - own();
const now = () => own() + offset;
const load = (cell) => Atomics.load(cells, cell);
const store = (cell, value) => { Atomics.store(cells, cell, value); Atomics.notify(cells, cell); };
let wakeAt = clock, turnUntil = clock, isBlocked = false, leave;

function wait(revision, until) {
  wakeAt = until;
  Atomics.wait(cells, ${CELLS.revision}, revision, until - now());
}

function idle() {
  const revision = load(${CELLS.revision}), time = now();
  if (revision < 0) return;
  if (time > wakeAt + ${SUSPENDED_MS}) turnUntil = time + ${TURN_MS};
  const isTaken = load(${CELLS.heard}) === load(${CELLS.taken});
  if (isTaken) isBlocked = false;
  const since = isTaken ? Infinity : times[${heardAt}];
  const killAt = Math.max(turnUntil, Math.min(times[${killAt}], since + times[${grace}]));
  const blockedAt = isBlocked ? Infinity : Math.max(turnUntil, since + ${BLOCKED_MS});
  if (time >= killAt) process.kill(process.pid, 'SIGKILL');
  if (time >= times[${giveBackAt}]) {
    times[${giveBackAt}] = Infinity;
    if (Atomics.compareExchange(cells, ${CELLS.sigint}, ${SIGINT.threadMay}, ${SIGINT.threadDoes}) === ${SIGINT.threadMay}) giveBack();
    return;
  }
  if (time >= blockedAt) {
    isBlocked = true;
    require('node:fs').writeSync(2, 'capture-signals: the event loop has been blocked since SIGINT came ${BLOCKED_MS} ms ago; another Ctrl-C ends the process\\n');
  }
  wait(revision, Math.min(killAt, times[${giveBackAt}], time < blockedAt ? blockedAt : Infinity));
}

function giveBack() {
  const done = () => store(${CELLS.sigint}, ${SIGINT.threadDid});
  if (load(${CELLS.has}) & ${HAS.thread}) leave = done;
  else {
    try { new Script('1').runInThisContext({ breakOnSigint: true }); } catch {}
    done();
  }
}

const hears = () => load(${CELLS.hear}) === 1 && load(${CELLS.revision}) >= 0 && load(${CELLS.sigint}) < ${SIGINT.threadDoes} && !leave;
const isComputing = () => (load(${CELLS.has}) & ${HAS.computation}) !== 0;
let isPending = false, isCounted = false, hasHandedOver = false;

function settle() {
  if (!isCounted) {
    if (isBlocked) leave = () => process.kill(process.pid, 'SIGINT');
    if (load(${CELLS.heard}) === load(${CELLS.taken})) times[${heardAt}] = now();
    Atomics.add(cells, ${CELLS.heard}, 1);
    isCounted = true;
  }
  parentPort.postMessage(0);
  handOver();
  isPending = isCounted = false;
}

function handOver() {
  if (leave || hasHandedOver || (load(${CELLS.has}) & ${HAS.breakable}) === 0) return;
  hasHandedOver = true;
  process.kill(process.pid, 'SIGINT');
}

const scripts = Array.from({ length: ${LEVELS} }, (_, level) => new Script('hearIn(' + level + ')'));

globalThis.hearIn = (level) => {
  if (level < ${LEVELS} && load(${CELLS.has}) === ${HAS.entering}) store(${CELLS.has}, ${HAS.thread});
  while (hears()) {
    try {
      if (!isComputing()) hasHandedOver = false;
      if (isPending) settle();
      else if (level === 0 || (isComputing() && level < ${LEVELS})) idle();
      else scripts[level - 1].runInThisContext({ breakOnSigint: true, displayErrors: false });
    } catch (error) {
      if (error.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error;
      isPending = true;
    }
  }
};

while (Atomics.compareExchange(cells, ${CELLS.life}, ${LIFE.starting}, ${LIFE.begun}) === ${LIFE.unwanted}) {
  Atomics.compareExchange(cells, ${CELLS.life}, ${LIFE.unwanted}, ${LIFE.over});
}
while (load(${CELLS.life}) === ${LIFE.begun} && load(${CELLS.revision}) >= 0) {
  if (!hears() || Atomics.compareExchange(cells, ${CELLS.has}, 0, ${HAS.entering}) !== 0) { idle(); continue; }
  store(${CELLS.deaf}, 1);
  hearIn(${LEVELS});
  if (isPending) settle();
  Atomics.and(cells, ${CELLS.has}, ${HAS.computation | HAS.breakable});
  Atomics.notify(cells, ${CELLS.has});
  leave?.();
  leave = undefined;
}`;
