/**
 * A synchronous computation that SIGINT breaks, by the `breakOnSigint` of `node:vm`.
 *
 * `vm` takes every SIGINT listener off while its script runs and puts them on again after. A SIGINT in flight at that moment is dispatched
 * later where it can be seen, which is after a `checkpoint`. The script calls the work, which reaches it through a slot on `globalThis` that
 * is empty again before the work runs.
 */
import type { Script } from 'node:vm';
import { hideSigintListeners, isBreak } from '../process/internals.ts';
import { process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { suspendSigint } from '../process/listeners.ts';
import { system } from '../process/system.ts';
import { beginComputation, endComputation, isHeardBefore } from '../process/watchdog.ts';

const SLOT = 'capture-signals.work';
const slots = globalThis as unknown as Record<symbol, (() => unknown) | undefined>;
let script: Script | undefined;
let isRunning = false;

/** What is thrown when SIGINT has broken the work. */
export const BROKEN = Symbol('broken by SIGINT');

/** Runs the work to its end, or throws {@link BROKEN}. On Deno, which cannot break it, it always runs to its end; inside of another, the outer one breaks. */
export function runBreakable<T>(work: () => T): T {
  if (RUNTIME === 'deno' || isRunning) return work();
  script ??= new (process.getBuiltinModule('node:vm').Script)(
    `{ const slot = Symbol.for('${SLOT}'), work = globalThis[slot]; globalThis[slot] = undefined; work(); }`,
  );
  let result: { readonly value: T } | undefined;
  const isThreadHearing = beginComputation();
  // Taking a listener off and on would take SIGINT from the watchdog.
  const restore = isThreadHearing ? hideSigintListeners() : undefined;
  slots[Symbol.for(SLOT)] = () => {
    restore?.();
    if (isThreadHearing && isHeardBefore()) throw BROKEN;
    result = { value: work() };
  };
  isRunning = true;
  const run = (): unknown => script!.runInThisContext({ breakOnSigint: true, displayErrors: false });
  try {
    if (isThreadHearing) run();
    else suspendSigint(run, () => system.dispatchCaught(['SIGINT']));
  } catch (error) {
    throw isBreak(error) ? BROKEN : error;
  } finally {
    restore?.();
    endComputation();
    isRunning = false;
  }
  return result!.value;
}
