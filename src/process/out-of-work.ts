/**
 * When the program has run out of work, nobody but the library can close what is open. The scopes whose closing has not begun are closed, the newest
 * first, one after the other; then what they throw, or have held back, is told as the uncaught error that it is. A scope that is closing, and waits
 * for what nobody will settle, is ended as grace would end it. `'beforeExit'` is where the runtime says that work has run out, which it does not for
 * `process.exit`, the program's own end.
 *
 * Tried and rejected: telling what one scope throws before the older ones are closed. A failure ends the process, and their cleanups were lost.
 */
import { quietly } from './internals.ts';
import { anyCopySays, branded } from './neighbours.ts';
import { process, setImmediate } from '../platform/builtins.ts';
import { throwUncaught } from './in-flight.ts';
import { findInterrupt } from '../interrupts/interrupt-error.ts';
import { aggregateError } from '../interrupts/suppressed-error.ts';
import { endOutOfWork } from './forced-end.ts';
import type { OpenScope } from './open-scope.ts';
import { worlds } from './system.ts';

const work = {
  hasYielded: false,
  /** A scope is being closed since work has run out the last time. */
  isClosing: false,
  /** What the scopes that were closed here have thrown or held back, until the last one is closed. */
  owed: [] as unknown[],
};

/**
 * Not before one turn more. Others that listen may have work, and a signal may be in flight: on Node a program whose only work is a timer that
 * is due as the event loop begins ends before that has looked for signals. Whom it would only be told twice that work has run out is spared that.
 * A copy of this package answers whether it has a scope to close, or is at it: nothing is ended by force before.
 */
const onOutOfWork = branded(() => work.isClosing || forgotten().length > 0, () => {
  work.isClosing = false;
  const act = verdict();
  if (act && (!work.hasYielded || (act === endAll && anyCopySays('beforeExit', undefined)))) {
    work.hasYielded = true;
    return void setImmediate(() => {});
  }
  work.hasYielded = false;
  act?.();
});

function verdict(): (() => void) | undefined {
  if (forgotten().length > 0) return () => void closeAll();
  if (worlds().some(({ scopes }) => scopes.length > 0)) return endAll;
  return work.owed.length > 0 ? tell : undefined;
}

/** The newest first. */
function forgotten(): OpenScope[] {
  return worlds().flatMap(({ scopes }) => scopes).filter(({ isClosing }) => !isClosing).reverse();
}

function endAll(): void {
  for (const world of worlds()) if (world.scopes.length > 0) endOutOfWork(world, world.scopes.map(({ unfinished }) => unfinished), work.owed);
}

/** One after the other, as what a block does then may need the scope around it. Where one hangs, work runs out once more, and the others are closed then. */
async function closeAll(): Promise<void> {
  work.isClosing = true;
  setImmediate(() => {}); // so that `'beforeExit'` comes again
  for (const scope of forgotten()) {
    if (!scope.isClosing) await close(scope);
  }
}

async function close(scope: OpenScope): Promise<void> {
  try {
    await scope.closeForgotten();
  } catch (error) {
    work.owed.push(error);
  }
  if (scope.heldBack) work.owed.push(scope.heldBack.error);
  setImmediate(() => {});
}

/** A real error is not hidden by an interrupt, and several are told as one, since the first ends the process. An interrupt of a mock's ends none. */
function tell(): void {
  const errors = new Set(work.owed.splice(0));
  const real = [...errors].filter((error) => !findInterrupt(error));
  if (real.length > 1) throwUncaught(aggregateError(real, 'Several scopes have failed'));
  else (real.length > 0 ? real : errors).forEach(throwUncaught);
}

/** Somebody may have removed all listeners. */
export function watchForOutOfWork(): void {
  if (!process.listeners('beforeExit').includes(onOutOfWork)) quietly(() => process.on('beforeExit', onOutOfWork));
}
