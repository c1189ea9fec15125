/**
 * Ctrl-C reaches a loop that was stuck before it: the watchdog hears SIGINT for the process, and hands each to the main thread, where all
 * goes on as if the listener had heard it. `breakOnSigint` in a thread takes SIGINT from libuv for the whole process, so that closing has to
 * put the listeners on anew where others stay.
 */
import { process } from '../platform/builtins.ts';
import { delayFlush } from './in-flight.ts';
import { RUNTIME } from '../platform/platform.ts';
import { emitSignal } from './listeners.ts';
import { restoreSigint } from './sigint-default.ts';
import { hearSigint, letThreadEnd, stopHearingSigint, takeHeard } from './watchdog.ts';

/** What the thread takes from the signal to its message, generously. */
const HANDOVER_MS = 3;

/** The graces of the captures that ask for it. */
const graces: number[] = [];

/** The thread hears SIGINT until the returned function is called, which dispatches what it has heard; a second call does nothing. */
export function hearInThread(graceMs: number): () => void {
  if (RUNTIME !== 'node') return () => {};
  graces.push(graceMs);
  delayFlush(HANDOVER_MS);
  hearSigint(Math.min(...graces), take);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    graces.splice(graces.indexOf(graceMs), 1);
    if (graces.length > 0) return hearSigint(Math.min(...graces), take);
    if (stopHearingSigint() && process.listenerCount('SIGINT') > 0) restoreSigint(); // at once: until then a SIGINT kills
    take();
    delayFlush(0);
    letThreadEnd();
  };
}

/** To everyone, as the listeners were deaf. */
function take(): void {
  const { count } = takeHeard();
  for (let left = count; left > 0; left--) emitSignal('SIGINT');
}
