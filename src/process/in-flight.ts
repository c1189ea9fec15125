/**
 * Signals on their way, and turns of the event loop.
 *
 * A signal is caught by the runtime's C side at once, but its listener runs only when the loop polls. Taking the listener off
 * before that loses the signal. One `setImmediate` is not enough: called from a poll-phase callback it runs in the check phase of
 * the very same turn, without a poll in between; and Node 20 loses some from the main module. Two turns always hold a poll.
 *
 * On Deno, which hands signals over from another thread, no number of turns is certain before that has been done.
 */
import { clearInterval, queueMicrotask, setImmediate, setInterval } from '../platform/builtins.ts';
import { whenHandedOver } from './deno-marker.ts';
import { RUNTIME } from '../platform/platform.ts';

type Callback = () => void;

const waiting = { oneTurn: [] as Callback[], twoTurns: [] as Callback[], isTurning: false };

/**
 * Calls back when every signal that had reached the process before now has been dispatched, in the very callback that ends
 * the wait, which is the check phase. Waits that overlap share their turns. The callback must not throw.
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

/** How many timers that keep the event loop alive are the library's own. */
export const ownTimers = { count: 0 };

const FOREVER_MS = 2 ** 31 - 1;
const keeping = { count: 0, timer: undefined as NodeJS.Timeout | undefined };

/** Signal watchers do not keep the event loop alive; this does, until {@link letGo} was called as often. */
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

/** Soon, as an error that nobody caught. Of what is thrown from `'beforeExit'` itself Deno says nothing. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
