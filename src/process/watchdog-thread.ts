/**
 * What the main thread and the watchdog share, and the program of the watchdog.
 *
 * Rejected: a function that is turned into text. Tools that rewrite it (a compiler that keeps names, coverage, a bundler's imports) put names into it
 * that the thread does not know, and code that runs from bytecode has no text.
 */
import { RUNTIME } from '../platform/platform.ts';

/* The cells that they share, of 32 bits. */

/** Counts the changes. */
export const REVISION = 0;
/** Who has SIGINT, or may give it back: one of the four values below. */
export const SIGINT = 1;
/** 1 while the thread exists, or is about to. A thread that has nothing to do ends. */
export const IS_THERE = 2;
/** Counts the beats of the main thread's heart. */
export const BEATS = 3;
/** 1: the thread gives SIGINT back when the heart has stopped. */
export const IS_WATCHING = 4;
/** Two 64-bit numbers: when it kills, and when it gives SIGINT back, on the clock of this package; Infinity for never. */
export const TIMES = 3;
export const BYTES = 40;

export const OURS = 0;
export const THREAD_MAY = 1;
export const THREAD_DOES = 2;
const THREAD_DID = 3;

export const BEAT_MS = 250;
/** How many looks, one per beat, find the heart stopped until the loop counts as stuck for a second. While the process is suspended nobody looks. */
const LOOKS = 5;

/** If the thread wakes, or starts, this much later than planned, the whole process was suspended: then the main thread gets a turn first. */
const SUSPENDED_MS = 200;
const TURN_MS = 1000;

/** On Bun and Deno the clock of a thread has an origin of its own; on Node it does not. */
export const PROGRAM = `
const { memory, clock, wall } = require('node:worker_threads').workerData;
const cells = new Int32Array(memory), times = new Float64Array(memory);
const now = () => { const [seconds, nanoseconds] = process.hrtime(); return seconds * 1e3 + nanoseconds / 1e6 + offset; };
const load = (cell) => Atomics.load(cells, cell);
let offset = 0, wakeAt = clock, turnUntil = clock, beats = 0, looks = 0;
if (${RUNTIME !== 'node'}) offset = clock + Date.now() - wall - now();
for (;;) {
  const revision = load(${REVISION}), time = now(), isHeld = load(${SIGINT}) === ${THREAD_MAY}, isWatching = load(${IS_WATCHING});
  if (time > wakeAt + ${SUSPENDED_MS}) turnUntil = time + ${TURN_MS};
  if (beats !== (beats = load(${BEATS}))) looks = 0;
  const killAt = Math.max(turnUntil, times[${TIMES}]);
  const giveBackAt = !isHeld ? Infinity : isWatching && looks >= ${LOOKS} ? 0 : times[${TIMES + 1}];
  if (time >= killAt) process.kill(process.pid, 'SIGKILL');
  if (time >= giveBackAt) {
    if (Atomics.compareExchange(cells, ${SIGINT}, ${THREAD_MAY}, ${THREAD_DOES}) === ${THREAD_MAY}) {
      try { require('node:vm').runInThisContext('1', { breakOnSigint: true }); } catch {}
      Atomics.store(cells, ${SIGINT}, ${THREAD_DID});
      Atomics.notify(cells, ${SIGINT});
    }
    continue;
  }
  if (Math.min(killAt, times[${TIMES + 1}]) === Infinity && !isWatching) {
    Atomics.store(cells, ${IS_THERE}, 0);
    if (load(${REVISION}) === revision || Atomics.compareExchange(cells, ${IS_THERE}, 0, 1)) break;
  }
  wakeAt = Math.min(killAt, giveBackAt, isHeld && isWatching ? time + ${BEAT_MS} : Infinity);
  if (Atomics.wait(cells, ${REVISION}, revision, wakeAt - now()) === 'timed-out') looks++;
}`;
