/**
 * What becomes of an uncaught error: it waits for the scopes that it has ended, it ends the process, or it is an error as ever.
 *
 * What a scope was ended with, let go beside it, waits. A floating `fetch` or a promise awaited later rejects while the block still cleans
 * up: that must not end the process before its cleanup. So it is held back by the scopes that it has ended, and by no other; how their
 * blocks end decides.
 */
import { findCause } from '../interrupts/causes.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { interruptBehind } from './words.ts';
import { anyCopySays } from './neighbours.ts';
import type { OpenScope } from './open-scope.ts';
import type { World } from './world.ts';

/** None to wait for: nothing becomes of it. */
export type Verdict = readonly OpenScope[] | InterruptError | undefined;

/** The scopes that this error has ended. */
export function endedBy(error: unknown, worlds: readonly World[]): OpenScope[] {
  return worlds.flatMap(({ scopes }) => scopes).filter((scope) => scope.isEndedBy(error));
}

/** `isLetGo`: a block has let it go, so that it was no emitter that has failed. */
export function judge(error: unknown, isLetGo: boolean, worlds: readonly World[]): Verdict {
  const scopes = endedBy(error, worlds);
  if (scopes.length > 0 || anyCopySays('uncaughtExceptionMonitor', error) || isOfForgottenScope(error)) return scopes;
  return interruptBehind(error, isLetGo, (signal) => {
    for (const { journal } of worlds) if (journal.mayEndBy(signal)) return journal.mayEndBy(signal)!.error;
    return undefined;
  });
}

/** Why scopes have closed that nobody but the library has closed: what a block throws by that is no error. */
export const forgottenReasons = new WeakSet<object>();

function isOfForgottenScope(error: unknown): boolean {
  return findCause(error, (one) => forgottenReasons.has(one as object) || undefined) ?? false;
}
