/**
 * The verdict when the program has run out of work while scopes that were ended are still open: a failure that nobody was told is told,
 * as the uncaught error that it is; else an interrupt that nobody caught is what the process dies by. `'beforeExit'` is where Node
 * says that work has run out, and it does not for `process.exit`, which is the program's own end.
 */
import { branded, roleOf } from '../runtime/brand.ts';
import { findInterrupt } from '../signals/interrupt-error.ts';
import { endProcess } from './end-process.ts';
import { endingScopes } from './ending-scopes.ts';

let told: { readonly error: unknown } | undefined;

/** Whether this error is the one that is told at this very moment: it waits for nothing any more. */
export function isBeingTold(error: unknown): boolean {
  return told !== undefined && told.error === error;
}

const onOutOfWork = branded('uncaught', () => {
  const scopes = [...endingScopes];
  for (const scope of scopes) if (scope.untold) tell(scope.untold.error, () => (scope.untold!.isGiven = true));
  const asides = scopes.filter(({ aside }) => aside !== undefined);
  for (const scope of asides) if (!findInterrupt(scope.aside!.error)) tell(scope.aside!.error, () => (scope.aside = undefined));
  const [first] = asides;
  if (first) endProcess(findInterrupt(first.aside!.error));
});

function tell(error: unknown, forget: () => void): never {
  forget(); // a program that catches all errors goes on, and is not told again
  told = { error };
  for (const listener of process.listeners('uncaughtException')) if (roleOf(listener) === 'uncaught') process.off('uncaughtException', listener);
  throw error;
}

/** Somebody may have removed all listeners. */
export function watchForOutOfWork(): void {
  if (!process.listeners('beforeExit').includes(onOutOfWork)) process.on('beforeExit', onOutOfWork);
}
