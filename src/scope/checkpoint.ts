/**
 * Tried and rejected: leaving the clock out at every other call of a hot loop. It is half of what a call costs, but the first call after
 * the loop has turned slow would miss a signal that has long arrived.
 */
import { wallMs } from '../platform/clock.ts';
import { whenSignalsAreIn } from '../process/in-flight.ts';

/** A busy program gives the event loop a turn this often: what a signal may wait for it, and what a hot loop pays for. */
const EVERY_MS = 5;

let lastTurnAt = 0;
let turn: Promise<void> | undefined;

/** Lets signals in when it has been a few milliseconds since this was last done; `undefined` when no turn is due. */
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
