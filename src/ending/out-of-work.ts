/**
 * When the program has run out of work, nobody but the library can close what is open. The scopes whose closing has not begun are closed, the newest
 * first, one after the other; then what they throw, or have put aside, is told as the uncaught error that it is. A scope that is closing, and waits
 * for what nobody will settle, is ended as grace would end it. `'beforeExit'` is where the runtime says that work has run out, which it does not for
 * `process.exit`, the program's own end.
 *
 * Tried and rejected: telling what one scope throws before the older ones are closed. A failure ends the process, and their cleanups were lost.
 */
import { quietly } from '../process/internals.ts';
import { anyCopySays, branded } from '../runtime/brand.ts';
import { process, setImmediate } from '../runtime/builtins.ts';
import { throwUncaught } from '../runtime/event-loop.ts';
import { findInterrupt } from '../signals/interrupt-error.ts';
import { endOutOfWork } from './forced-end.ts';
import { openScopes, type OpenScope } from './open-scopes.ts';

let hasYielded = false;
/** One is being closed since work has run out the last time. */
let isAtIt = false;
/** What the scopes that were closed here have thrown or put aside, until the last one is closed. */
const owed: unknown[] = [];

/**
 * Not before one turn more. Others that listen may have work, and a signal may be in flight: on Node a program whose only work is a timer that
 * is due as the event loop begins ends before that has looked for signals. Whom it would only be told twice that work has run out is spared that.
 * A copy of this package answers whether it has a scope to close, or is at it: nothing is ended by force before.
 */
const onOutOfWork = branded(() => isAtIt || forgotten() !== undefined, () => {
  isAtIt = false;
  const act = verdict();
  if (act && (!hasYielded || (act === end && anyCopySays('beforeExit', undefined)))) {
    hasYielded = true;
    return void setImmediate(() => {});
  }
  hasYielded = false;
  act?.();
});

function verdict(): (() => void) | undefined {
  const scope = forgotten();
  if (scope) return () => void close(scope);
  if (openScopes.size > 0) return end;
  return owed.length > 0 ? tell : undefined;
}

function forgotten(): OpenScope | undefined {
  return [...openScopes].findLast(({ isClosing }) => !isClosing);
}

function end(): void {
  endOutOfWork([...openScopes], owed);
}

/** A turn more brings `'beforeExit'` again: for the next, and for one that hangs. */
async function close(scope: OpenScope): Promise<void> {
  isAtIt = true;
  setImmediate(() => {});
  try {
    await scope.closeForgotten();
    if (scope.aside) owe(scope, scope.aside.error);
  } catch (error) {
    owe(scope, error);
  }
  setImmediate(() => {});
}

/** An interrupt of a mock's is none of the process. */
function owe({ mock }: OpenScope, error: unknown): void {
  const interrupt = mock && findInterrupt(error);
  if (interrupt) mock.end(interrupt);
  else owed.push(error);
}

/** A real error is not hidden by an interrupt, and several are told as one, since the first ends the process. */
function tell(): void {
  const errors = new Set(owed.splice(0));
  const real = [...errors].filter((error) => !findInterrupt(error));
  throwUncaught(real.length > 1 ? new AggregateError(real, 'Several scopes have failed') : [...real, ...errors][0]);
}

/** Somebody may have removed all listeners. */
export function watchForOutOfWork(): void {
  if (!process.listeners('beforeExit').includes(onOutOfWork)) quietly(() => process.on('beforeExit', onOutOfWork));
}
