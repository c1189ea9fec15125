/**
 * A synchronous computation that SIGINT breaks, by the `breakOnSigint` of `node:vm`.
 *
 * `vm` removes every SIGINT listener while its script runs, and puts them back afterwards. A SIGINT in flight at either moment can be lost: the event
 * loop has not dispatched it, and `vm` has not heard it. The script calls the work through a slot on `globalThis`, which is empty again before the
 * work runs.
 */
import type { Script } from 'node:vm';
import { isBreak } from '../process/internals.ts';
import { process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { isSuspended, whileVmHasSigint } from '../process/sigint.ts';

const SLOT = 'capture-signals.work';
const slots = globalThis as unknown as Record<symbol, (() => unknown) | undefined>;
let script: Script | undefined;

/** Thrown when SIGINT has broken the work. */
export const BROKEN = Symbol('broken by SIGINT');

/**
 * Runs the work to its end, or throws {@link BROKEN}. On Deno, which cannot break it, it always runs to its end. When one call runs inside another,
 * SIGINT breaks the outer one.
 */
export function runBreakable<T>(work: () => T): T {
  if (RUNTIME === 'deno' || isSuspended()) return work();
  script ??= new (process.getBuiltinModule('node:vm').Script)(
    `{ const slot = Symbol.for('${SLOT}'), work = globalThis[slot]; globalThis[slot] = undefined; work(); }`,
  );
  let outcome: (() => T) | undefined; // what the work itself throws is no break, whatever it says
  slots[Symbol.for(SLOT)] = () => {
    try {
      const value = work();
      outcome = () => value;
    } catch (error) {
      outcome = () => {
        throw error;
      };
    }
  };
  try {
    whileVmHasSigint(() => script!.runInThisContext({ breakOnSigint: true, displayErrors: false }));
  } catch (error) {
    throw isBreak(error) ? BROKEN : error;
  }
  return outcome!();
}
