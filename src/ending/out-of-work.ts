/**
 * The verdict when the program has run out of work while scopes that were ended are still open: who waits for the `promise` of one that closes
 * is told that no signal has come, as its cleanup may wait for them; else a failure that nobody was told is told, as the uncaught error that it
 * is; else an interrupt that nobody caught is what the process dies by. `'beforeExit'` is where Node
 * says that work has run out, and it does not for `process.exit`, which is the program's own end.
 */
import { quietly } from '../process/internals.ts';
import { branded, isHeardByOthers, roleOf } from '../runtime/brand.ts';
import { process, setImmediate } from '../runtime/builtins.ts';
import { throwUncaught } from '../runtime/event-loop.ts';
import { findInterrupt } from '../signals/interrupt-error.ts';
import { endProcess } from './end-process.ts';
import { endingScopes } from './ending-scopes.ts';

let told: { readonly error: unknown } | undefined;

/** Whether this error is the one that is told at this very moment: it waits for nothing any more. */
export function isBeingTold(error: unknown): boolean {
  return told !== undefined && told.error === error;
}

let hasYielded = false;

/**
 * Not before one turn more. Others that listen may have work, and a signal may be in flight: on Node a program whose only work is a timer that
 * is due as the event loop begins ends before that has looked for signals. Whom it would only be told twice that work has run out is spared that.
 */
const onOutOfWork = branded('uncaught', () => {
  if (endingScopes.size === 0) return;
  const act = verdict();
  if (!hasYielded && (act || !isHeardByOthers('beforeExit'))) {
    hasYielded = true;
    return void setImmediate(() => {});
  }
  hasYielded = false;
  act?.();
});

function verdict(): (() => void) | undefined {
  const scopes = [...endingScopes];
  const awaited = scopes.filter(({ isAwaited }) => isAwaited);
  if (awaited.length > 0) return () => awaited.forEach((scope) => scope.answer());
  const failed = scopes.find(({ untold }) => untold);
  if (failed) return () => tell(failed.untold!.error, () => (failed.untold!.isGiven = true));
  const asides = scopes.filter(({ aside }) => aside);
  const real = asides.find(({ aside }) => !findInterrupt(aside!.error));
  if (real) return () => tell(real.aside!.error, () => (real.aside = undefined));
  return asides[0] && (() => asides.forEach(({ aside }) => endProcess(findInterrupt(aside!.error))));
}

function tell(error: unknown, forget: () => void): void {
  forget(); // a program that catches all errors goes on, and is not told again
  told = { error };
  for (const listener of process.listeners('uncaughtException')) if (roleOf(listener) === 'uncaught') process.off('uncaughtException', listener);
  throwUncaught(error);
}

/** Somebody may have removed all listeners. */
export function watchForOutOfWork(): void {
  if (!process.listeners('beforeExit').includes(onOutOfWork)) quietly(() => process.on('beforeExit', onOutOfWork));
}
