/**
 * When the program has run out of work, nobody but the library can close what is open. Scopes that are not yet closing are closed, newest first, one
 * after the other. Then what they throw, or have held back, becomes an uncaught error. A scope that is already closing, and waits for what never
 * settles, is ended as grace would end it. The runtime emits `'beforeExit'` when work has run out, but not for `process.exit`, which is the program's
 * own end.
 *
 * Tried and rejected: throwing what one scope throws before the older ones are closed. A failure ends the process, and their cleanups were lost.
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
import { isOfForgottenScope, ofForgotten } from './verdict.ts';
import { isBehind } from './words.ts';

const work = {
  hasYielded: false,
  /** Since work last ran out, a scope is being closed. */
  isClosing: false,
};

/**
 * Waits one more turn first. Other listeners may have work, and a signal may be in flight: if a program's only work is a timer that is due when the
 * event loop starts, Node ends it before it has looked for signals. The extra turn is skipped where it would only repeat `'beforeExit'` for others.
 * To other copies of this package it answers whether its copy has a scope to close, or is closing one: before that is done, nothing is ended by
 * force.
 */
const onOutOfWork = branded(() => work.isClosing || forgotten().length > 0, () => {
  work.isClosing = false;
  const act = nextAct();
  if (act && (!work.hasYielded || (act === endAll && anyCopySays('beforeExit', undefined)))) {
    work.hasYielded = true;
    return void setImmediate(() => {});
  }
  work.hasYielded = false;
  act?.();
});

function nextAct(): (() => void) | undefined {
  if (forgotten().length > 0) return () => void closeAll();
  if (worlds().some(({ scopes }) => scopes.length > 0)) return endAll;
  return ofForgotten.owed.length > 0 ? tell : undefined;
}

/** The newest first. */
function forgotten(): OpenScope[] {
  return worlds().flatMap(({ scopes }) => scopes).filter(({ isClosing }) => !isClosing).reverse();
}

function endAll(): void {
  for (const world of worlds()) if (world.scopes.length > 0) endOutOfWork(world, world.scopes.map(({ unfinished }) => unfinished), ofForgotten.owed);
}

/**
 * One after the other, because what a block then does may need the scope around it. If one hangs, work runs out again, and the others are closed
 * then.
 */
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
    ofForgotten.owed.push(error);
  }
  if (scope.heldBack && !isOfForgottenScope(scope.heldBack.error, false)) ofForgotten.owed.push(scope.heldBack.error);
  setImmediate(() => {});
}

/**
 * An interrupt does not hide a real error. Several errors are thrown as one, because the first one ends the process. An interrupt of a mock ends
 * nothing.
 */
function tell(): void {
  const errors = new Set(ofForgotten.owed.splice(0));
  const failures = [...errors].filter((error) => !findInterrupt(error));
  const real = failures.filter((error) => !failures.some((other) => other !== error && isBehind(error, other))); // an abort that has one as its cause tells it again
  if (real.length === 0) return errors.forEach(throwUncaught);
  const told = real.length > 1 ? aggregateError(real, 'Several scopes have failed') : real[0];
  if (typeof told === 'object' && told !== null) ofForgotten.told.add(told);
  throwUncaught(told);
}

/** Adds our listener again if somebody has removed all. */
export function watchForOutOfWork(): void {
  if (!process.listeners('beforeExit').includes(onOutOfWork)) quietly(() => process.on('beforeExit', onOutOfWork));
}
