/**
 * Turns of the event loop.
 *
 * A signal is caught by the runtime's C side at once, but its listener runs only when the loop polls. Taking the listener off
 * before that loses the signal. One `setImmediate` is not enough: called from a poll-phase callback it runs in the check phase of
 * the very same turn, without a poll in between; and Node 20 loses some from the main module. Two turns always hold a poll.
 *
 * On Deno, which hands signals over from another thread, no number of turns is certain before that has been done.
 */
import { clearInterval, queueMicrotask, setImmediate, setInterval, setTimeout } from '../platform/builtins.ts';
import { whenHandedOver } from './deno-marker.ts';
import { RUNTIME } from '../platform/platform.ts';

type Callback = () => void;

let afterOneTurn: Callback[] = [];
let afterTwoTurns: Callback[] = [];
let turning = false;

/**
 * Calls back when every signal that had reached the process before now has been dispatched, in the very callback that ends
 * the wait. Waits that overlap share their turns. The callback must not throw.
 */
export function whenSignalsAreIn(callback: Callback): void {
  if (delayMs > 0) setTimeout(turnTwice, delayMs, callback);
  else turnTwice(callback);
}

let delayMs = 0;

/** Signals take so long from now on to come to the event loop. */
export function delayFlush(ms: number): void {
  delayMs = ms;
}

/** The same where the turns are what is wanted. */
export function turnTwice(callback: Callback): void {
  if (RUNTIME === 'deno') whenHandedOver(() => enqueue(callback));
  else enqueue(callback);
}

function enqueue(callback: Callback): void {
  afterTwoTurns.push(callback);
  if (turning) return;
  turning = true;
  setImmediate(turn);
}

function turn(): void {
  const due = afterOneTurn;
  afterOneTurn = afterTwoTurns;
  afterTwoTurns = [];
  turning = afterOneTurn.length > 0;
  if (turning) setImmediate(turn);
  for (const callback of due) callback();
}

/** How many timers that keep the event loop alive are the library's own. */
export const ownTimers = { count: 0 };

const FOREVER_MS = 2 ** 31 - 1;
let keepers = 0;
let keeper: NodeJS.Timeout | undefined;

/** Signal watchers do not keep the event loop alive; this does, until {@link letGo} was called as often. */
export function keepAlive(): void {
  if (keepers++ > 0) return;
  keeper = setInterval(() => {}, FOREVER_MS);
  ownTimers.count++;
}

export function letGo(): void {
  if (--keepers > 0) return;
  clearInterval(keeper);
  ownTimers.count--;
}

/** Soon, as an error that nobody caught. Of what is thrown from `'beforeExit'` itself Deno says nothing. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
