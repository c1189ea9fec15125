/**
 * What happens to an uncaught error: it waits for the scopes that it comes from, it ends the process, or it is treated as usual.
 *
 * An error that comes from the reason of a scope, and goes uncaught beside its block, waits. A floating `fetch`, or a promise awaited later, rejects
 * while the block is still cleaning up: that must not end the process before its cleanup. So the scopes that it comes from hold it back, and no
 * others. How their blocks end decides.
 */
import { findCause } from '../interrupts/causes.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { interruptBehind, wordsOf } from './words.ts';
import { anyCopySays } from './neighbours.ts';
import type { OpenScope } from './open-scope.ts';
import type { World } from './world.ts';

/** An empty list: nothing happens to it. `undefined`: it is treated as usual. */
export type Verdict = readonly OpenScope[] | InterruptError | undefined;

/** The scopes that this error comes from. */
export function scopesEndedBy(error: unknown, worlds: readonly World[]): OpenScope[] {
  return worlds.flatMap(({ scopes }) => scopes).filter((scope) => scope.isEndedBy(error));
}

/** `isLetGo`: a block has let it go; it does not come from an emitter that failed. */
export function judge(error: unknown, isLetGo: boolean, worlds: readonly World[]): Verdict {
  const scopes = scopesEndedBy(error, worlds);
  if (scopes.length > 0 || anyCopySays('uncaughtExceptionMonitor', error) || isOfForgottenScope(error, false)) return scopes;
  const interrupt = interruptBehind(error, isLetGo, (signal) => {
    for (const { journal } of worlds) if (journal.mayEndBy(signal)) return journal.mayEndBy(signal)!.error;
    return undefined;
  });
  return interrupt ?? (isOfForgottenScope(error, true) ? scopes : undefined);
}

/** Of scopes that only the library has closed. */
export const ofForgotten = {
  /** If a block throws one of these, or another library's version of it, that is no error. */
  reasons: new Set<unknown>(),
  /** What the scopes have thrown or held back, until the last one has closed. If a block throws it, too, it waits for that. */
  owed: [] as unknown[],
  /** What is thrown then: an error, even if it looks like another library's version of a reason. */
  told: new WeakSet<object>(),
};

export function isOfForgottenScope(error: unknown, takesAborts: boolean): boolean {
  const { reasons, owed, told } = ofForgotten;
  if (reasons.size + owed.length === 0 || told.has(error as object)) return false;
  return findCause(error, (one) => reasons.has(one) || owed.includes(one) || (takesAborts && reasons.size > 0 && wordsOf(one)?.say === 'abort') || undefined) ?? false;
}
