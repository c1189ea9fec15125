/**
 * The end of accepting, in a moment when the system holds no connection that the process has not seen: closing the listener resets those.
 *
 * No call tells what waits in the system's queue. But each turn of the event loop takes one connection from it (Node 20 to 26), so that a turn without one
 * says that there was none. What comes between the last look and the closing is reset. (Deno accepts in another thread: there turns say little.)
 *
 * Tried and rejected, since no client is told to leave before the listener is closed: closing only after turns that were short, with limits that grow; a rest of
 * 1 ms before each look; twenty turns. Stops with resets, 12 clients that connect for each request, Node 20, two busy processors: 8 of 270 with this, 11 of 300,
 * 5 of 120, 7 of 120; the old way, which told clients at the signal, 1 of 60 with 8 resets.
 */
import { setImmediate } from '../platform/builtins.ts';

const QUIET_TURNS = 6;
/**
 * A server that has had no such moment until then is overloaded, and what waited as the drain began has been taken: no more than 511 connections wait, where
 * `listen` was not told otherwise.
 */
const TURNS = 5000;

/** Resolves in such a moment: who awaits it closes the listener at once. `arrivals` counts the connections that the process has seen. */
export function stopAccepting(arrivals: () => number): Promise<void> {
  return new Promise((resolve) => {
    let seen = arrivals();
    let quietTurns = -1; // until the first, the event loop may have been blocked by what else the signal has begun
    let turns = 0;

    function turn(): void {
      quietTurns = arrivals() === seen ? quietTurns + 1 : 0;
      seen = arrivals();
      if (quietTurns === QUIET_TURNS || ++turns === TURNS) resolve();
      else setImmediate(turn);
    }
    setImmediate(turn);
  });
}
