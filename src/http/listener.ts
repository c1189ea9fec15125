/**
 * The end of accepting, in a moment when the system holds no connection that the process has not seen: closing the listener resets those.
 */
import { setImmediate } from '../runtime/builtins.ts';

const TURNS = 6;
const MS = 1000;

/** Resolves in such a moment. `arrivals` counts the connections that the process has seen. */
export function stopAccepting(arrivals: () => number): Promise<void> {
  return new Promise((resolve) => {
    let quiet = 0; let seen = arrivals(); let start: number|undefined;
    function turn(): void {
      start ??= performance.now();
      quiet = arrivals() === seen ? quiet + 1 : 0;
      seen = arrivals();
      if (quiet >= TURNS || performance.now() - start > MS) resolve(); else setImmediate(turn);
    }
    setImmediate(turn);
  });
}
