/**
 * The end of accepting, in a moment when the system holds no connection that the process has not seen: closing the listener resets those.
 *
 * No call tells what waits in the system's queue. But a turn of the event loop takes all of it, and a short turn without a new connection says that there was none
 * a few microseconds ago. Several of them in a row say that the process has the processor for itself. What comes in the microseconds between the last look
 * and the closing is reset.
 *
 * Tried and rejected (Node 20, 12 clients that connect for each request, 40 to 60 stops on a loaded machine, stops with resets): closing at once (most), six turns
 * without a connection however long they take (nearly as many: a turn in which other connections are served takes milliseconds), a timer of 1 ms before the
 * look (a third: the process wakes up slowly), turning without a rest until it is quiet (the system takes the processor away just then).
 */
import { setImmediate, setTimeout } from '../runtime/builtins.ts';

const SHORT_TURNS = 5;
/** A turn in which nothing happens takes 5 to 20 microseconds. Where it does not get so quiet, longer ones have to do, after a while. */
const SHORT_MS = 0.03;
const DOUBLES_EVERY_MS = 20;
/** From here on any turn without a new connection will do. */
const QUIET_BY_MS = 50;
/** A server that has one in every turn cannot wait for ever. */
const LIMIT_MS = 100;
const REST_MS = 1;

const { hrtime } = process;
const now = (): number => Number(hrtime.bigint()) / 1e6;

/** Calls `close` in such a moment, and then resolves. `arrivals` counts the connections that the process has seen. */
export function stopAccepting(close: () => void, arrivals: () => number): Promise<void> {
  return new Promise((resolve) => {
    const start = now();
    let seen = arrivals();

    /** Some turns, one right after the other. */
    function look(): void {
      let begin = now();
      let turns = 0;
      let shortTurns = 0;
      setImmediate(function turn(): void {
        const end = now();
        const isQuiet = arrivals() === seen;
        const waited = end - start;
        const isShort = end - begin < SHORT_MS * 2 ** (waited / DOUBLES_EVERY_MS);
        seen = arrivals();
        begin = end;
        shortTurns = isQuiet && isShort ? shortTurns + 1 : 0;
        if (shortTurns === SHORT_TURNS || (isQuiet && waited > QUIET_BY_MS) || waited > LIMIT_MS) {
          close();
          resolve();
        } else if (++turns < 2 * SHORT_TURNS) {
          setImmediate(turn);
        } else {
          setTimeout(look, REST_MS);
        }
      });
    }
    look();
  });
}
