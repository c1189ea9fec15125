/**
 * Stops accepting, at a moment when the system holds no connection that the process has not seen: closing the listener resets those.
 *
 * No call shows what waits in the system's queue. But each turn of the event loop takes one connection from it (Node 20 to 26), so a turn without one
 * shows that none was waiting. A connection that comes between the last look and the closing is reset. (Deno accepts in another thread: there turns
 * say little. With a connection every 8 to 30 ms, 8 of 24 stops reset one there. With turns of a millisecond 2 of 24; but then clients that connect
 * every few milliseconds keep the server from stopping.)
 *
 * Tried and rejected, since no client is told to leave before the listener is closed: closing only after short turns, with limits that grow; a rest
 * of 1 ms before each look; twenty turns. Stops with resets, with 12 clients that connect for each request, on Node 20 and two busy processors: 8 of
 * 270 with the present way; 11 of 300, 5 of 120 and 7 of 120 with those. The old way, which told clients at the signal: 1 of 60, with 8 resets.
 */
import { setImmediate } from '../platform/builtins.ts';

const QUIET_TURNS = 6;
/**
 * A server that has had no such moment until then is overloaded. By then, whatever waited when the drain began has been accepted: no more than 511
 * connections wait, unless `listen` was told otherwise.
 */
const TURNS = 5000;

/** Resolves in such a moment: whoever awaits it closes the listener at once. `arrivals` counts the connections that the process has seen. */
export function stopAccepting(arrivals: () => number): Promise<void> {
  return new Promise((resolve) => {
    let seen = arrivals();
    let quietTurns = -1; // until the first turn, other work that the signal has started may have blocked the event loop
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
