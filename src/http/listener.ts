/**
 * The end of accepting, in a moment when the system holds no connection that the process has not seen: closing the listener resets those.
 *
 * No call tells what waits in the system's queue. But each turn of the event loop takes one connection from it (Node 20 to 26), so that a turn without one
 * says that there was none, and a short one says that this was a few microseconds ago. Several in a row say that the process has the processor for itself.
 * What comes in the microseconds between the last look and the closing is reset. (Deno accepts in another thread: there turns say little.)
 *
 * Tried and rejected (Node 20, 12 clients that connect for each request, 40 to 60 stops on a loaded machine, counting stops with resets): closing at once (most);
 * six turns without a connection, however long (nearly as many: a turn in which other connections are served takes milliseconds); a timer of 1 ms before each
 * look (a third: the process wakes up slowly); turning without a rest until it is quiet (the system takes the processor away just then).
 */
import { setImmediate, setTimeout } from '../runtime/builtins.ts';

const TURNS = 5;
/** A turn in which nothing happens takes 5 to 20 microseconds. Where it does not get so quiet, longer ones have to do, after a while. */
const SHORT_MS = 0.03;
const DOUBLES_EVERY_MS = 20;
const LONGEST_MS = 0.25;
/** From here on two in a row have to do, then two of any length. */
const PATIENCE_MS = 50;
const LATE_MS = 2000;
/**
 * A server that has a new connection in every turn for so long is overloaded, and what waited as the drain began has been taken: no more than 511 connections
 * wait, where `listen` was not told otherwise.
 */
const LIMIT_MS = 1000;
const LIMIT_TURNS = 512;
const LAST_MS = 5000;
const REST_MS = 1;

const { hrtime } = process;
const now = (): number => Number(hrtime.bigint()) / 1e6;

/** Resolves in such a moment. `arrivals` counts the connections that the process has seen. */
export function stopAccepting(arrivals: () => number): Promise<void> {
  return new Promise((resolve) => {
    // From the first turn on: until then, the event loop may have been blocked by what else the signal has begun.
    let start: number | undefined;
    let begin = now();
    let seen = arrivals();
    let turns = 0;
    let shortTurns = 0;

    function turn(): void {
      const end = now();
      const waited = end - (start ??= end);
      const isQuiet = arrivals() === seen;
      const isShort = end - begin < Math.min(LONGEST_MS, SHORT_MS * 2 ** (waited / DOUBLES_EVERY_MS));
      seen = arrivals();
      begin = end;
      turns++;
      shortTurns = isQuiet && (isShort || waited > LATE_MS) ? shortTurns + 1 : 0;
      const isQuietEnough = shortTurns >= (waited < PATIENCE_MS ? TURNS : 2);
      const isOverloaded = waited > LIMIT_MS && (turns > LIMIT_TURNS || waited > LAST_MS);
      if (turns >= TURNS && (isQuietEnough || isOverloaded)) {
        resolve();
      } else if (turns % (2 * TURNS) === 0) {
        setTimeout(look, REST_MS);
      } else {
        setImmediate(turn);
      }
    }

    function look(): void {
      begin = now();
      shortTurns = 0;
      setImmediate(turn);
    }
    look();
  });
}
