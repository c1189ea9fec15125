/**
 * What the main thread and the watchdog share, and what the watchdog runs.
 *
 * Rejected: a function that is turned into text. Tools that rewrite it (a compiler that keeps names, coverage, a bundler's imports) put names into it that
 * the thread does not know, and what runs from bytecode has no text.
 */
import { RUNTIME } from '../platform/platform.ts';

/** Int32. */
export const CELLS = {
  /** Counts the changes. */
  revision: 0,
  /** Who may give SIGINT back: one of {@link SIGINT}. */
  sigint: 1,
  /** 1 while the thread is there, or about to be. One that has nothing to do ends. */
  isThere: 2,
  /** Counts the beats of the main thread's heart; 0 while it has none. */
  beats: 3,
} as const;

/** Float64, on the clock of this package; Infinity for never. */
export const TIMES = { killAt: 2, giveBackAt: 3 } as const;

export const BYTES = 32;

export const SIGINT = { ours: 0, threadMay: 1, threadDoes: 2, threadDid: 3 } as const;

export const BEAT_MS = 250;
/** Looks, one a beat, that find the heart standing still until the loop has been stuck for a second. While the process is suspended nobody looks. */
const LOOKS = 5;

/** A thread that wakes, or begins, this much later than it wanted was not running, and neither was the main thread: that one has its turn first. */
const SUSPENDED_MS = 200;
const TURN_MS = 1000;

const { revision, sigint, isThere, beats } = CELLS;
const { threadMay, threadDoes, threadDid } = SIGINT;

/** The clock of a thread has an origin of its own on Bun and Deno; that of Node has not. */
export const PROGRAM = `
const { memory, clock, wall } = require('node:worker_threads').workerData;
const cells = new Int32Array(memory), times = new Float64Array(memory);
const own = () => { const [seconds, nanoseconds] = process.hrtime(); return seconds * 1e3 + nanoseconds / 1e6; };
const offset = ${RUNTIME === 'node'} ? 0 : clock + Date.now() - wall - own();
const now = () => own() + offset, load = (cell) => Atomics.load(cells, cell);
let wakeAt = clock, turnUntil = clock, beats = 0, looks = 0;
for (;;) {
  const revision = load(${revision}), time = now(), isHeld = load(${sigint}) === ${threadMay};
  if (time > wakeAt + ${SUSPENDED_MS}) turnUntil = time + ${TURN_MS};
  if (beats !== (beats = load(${beats}))) looks = 0;
  const killAt = Math.max(turnUntil, times[${TIMES.killAt}]);
  const giveBackAt = !isHeld ? Infinity : beats && looks >= ${LOOKS} ? 0 : times[${TIMES.giveBackAt}];
  if (time >= killAt) process.kill(process.pid, 'SIGKILL');
  if (time >= giveBackAt) {
    if (Atomics.compareExchange(cells, ${sigint}, ${threadMay}, ${threadDoes}) === ${threadMay}) {
      try { require('node:vm').runInThisContext('1', { breakOnSigint: true }); } catch {}
      Atomics.store(cells, ${sigint}, ${threadDid});
      Atomics.notify(cells, ${sigint});
    }
    continue;
  }
  if (Math.min(killAt, times[${TIMES.giveBackAt}]) === Infinity && !beats) {
    Atomics.store(cells, ${isThere}, 0);
    if (load(${revision}) === revision || Atomics.compareExchange(cells, ${isThere}, 0, 1) !== 0) break;
  }
  wakeAt = Math.min(killAt, giveBackAt, isHeld && beats ? time + ${BEAT_MS} : Infinity);
  if (Atomics.wait(cells, ${revision}, revision, wakeAt - now()) === 'timed-out') looks++;
}`;
