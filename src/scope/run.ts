import { isCausedBy } from '../process/words.ts';
import { suppressedError } from '../interrupts/suppressed-error.ts';
import type { Scope } from './scope.ts';

/**
 * The block of `await using` as a function: runs it, closes, and gives what it gave. What both throw is told as `await using` tells it.
 * What the block throws is looked at, which `await using` cannot: an error that is the interrupt in other words is the interrupt.
 */
export async function runAsBlock<T>(scope: Scope, block: () => T | PromiseLike<T>): Promise<T> {
  let value: T;
  try {
    value = await block();
  } catch (error) {
    throw await closeAfter(scope, error);
  }
  await scope.close();
  return value;
}

/** What is thrown when the block has thrown `error`. */
async function closeAfter(scope: Scope, error: unknown): Promise<unknown> {
  const isTheInterrupt = (): boolean => {
    const { interrupt } = scope;
    return interrupt !== undefined && isCausedBy(error, { reason: interrupt, interrupt });
  };
  if (isTheInterrupt()) scope.giveTo(undefined, scope.interrupt);
  try {
    await scope.close();
  } catch (closing) {
    return isTheInterrupt() && closing === scope.interrupt ? closing : suppressedError(closing, isTheInterrupt() ? scope.interrupt : error);
  }
  return isTheInterrupt() ? scope.interrupt : error;
}
