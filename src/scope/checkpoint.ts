/**
 * Tried and rejected: reading the clock only at every other call of a hot loop. The clock is half of what a call costs. But when the loop turns slow,
 * the first call would miss a signal that came long ago.
 */
import { wallMs } from '../platform/clock.ts';
import { whenSignalsAreIn } from '../process/in-flight.ts';

/** How often a busy program gives the event loop a turn. A signal may wait this long, and a hot loop pays for it. */
const EVERY_MS = 5;

let lastTurnAt = 0;
let turn: Promise<void> | undefined;

/** Lets signals in if that was last done more than a few milliseconds ago. `undefined` when no turn is due. */
export function turnIfDue(): Promise<void> | undefined {
  if (turn) return turn;
  const since = wallMs() - lastTurnAt;
  if (since >= 0 && since < EVERY_MS) return undefined; // the clock may be set back
  return (turn = new Promise((resolve) => {
    whenSignalsAreIn(() => {
      turn = undefined;
      lastTurnAt = wallMs();
      resolve();
    });
  }));
}
