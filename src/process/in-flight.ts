/**
 * Signals in flight, and turns of the event loop.
 *
 * The runtime's C code catches a signal at once, but its listener runs only when the loop polls. Removing the listener before that loses the signal.
 * One `setImmediate` is not enough: called from a poll-phase callback, it runs in the check phase of the same turn, without a poll in between; and
 * Node 20 loses some from the main module. Two turns always include a poll.
 *
 * Deno passes signals on from another thread: before that has happened, no number of turns is enough.
 */
import { clearInterval, queueMicrotask, setImmediate, setInterval } from '../platform/builtins.ts';
import { whenHandedOver } from './deno-marker.ts';
import { RUNTIME } from '../platform/platform.ts';

type Callback = () => void;

const waiting = { oneTurn: [] as Callback[], twoTurns: [] as Callback[], isTurning: false };

/**
 * Calls back when every signal that had reached the process before now has been dispatched. It does so in the very callback that ends the wait, in
 * the check phase. Waits that overlap share their turns. The callback must not throw.
 */
export function whenSignalsAreIn(callback: Callback): void {
  if (RUNTIME === 'deno') whenHandedOver(() => enqueue(callback));
  else enqueue(callback);
}

function enqueue(callback: Callback): void {
  waiting.twoTurns.push(callback);
  if (waiting.isTurning) return;
  waiting.isTurning = true;
  setImmediate(turn);
}

function turn(): void {
  const due = waiting.oneTurn;
  waiting.oneTurn = waiting.twoTurns;
  waiting.twoTurns = [];
  waiting.isTurning = waiting.oneTurn.length > 0;
  if (waiting.isTurning) setImmediate(turn);
  for (const callback of due) callback();
}

/** How many timers that keep the event loop alive belong to the library. */
export const ownTimers = { count: 0 };

const FOREVER_MS = 2 ** 31 - 1;
const keeping = { count: 0, timer: undefined as NodeJS.Timeout | undefined };

/** Signal handlers do not keep the event loop alive. This does, until {@link letGo} has been called as often. */
export function keepAlive(): void {
  if (keeping.count++ > 0) return;
  keeping.timer = setInterval(() => {}, FOREVER_MS);
  ownTimers.count++;
}

export function letGo(): void {
  if (--keeping.count > 0) return;
  clearInterval(keeping.timer);
  ownTimers.count--;
}

/** Throws soon, as an error that nobody caught. Deno does not report what is thrown from `'beforeExit'` itself. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
