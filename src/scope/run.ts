import { suppressedError } from '../interrupts/suppressed-error.ts';
import type { Scope } from './scope.ts';

/**
 * The block of `await using` as a function: runs it, closes, and returns what it returned. If both throw, the error is the one that `await using`
 * would throw. But unlike `await using`, it can look at what the block throws: another library's version of the interrupt becomes the interrupt.
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

/** What is thrown when the block has thrown `error`. The same error is thrown once. */
async function closeAfter(scope: Scope, error: unknown): Promise<unknown> {
  const thrown = (): unknown => {
    const { interrupt, interruption } = scope;
    return interrupt !== undefined && interruption.isCauseOf(error) ? interrupt : error;
  };
  if (scope.interrupt && thrown() === scope.interrupt) scope.giveTo(undefined, scope.interrupt);
  try {
    await scope.close();
  } catch (closing) {
    return closing === thrown() ? closing : suppressedError(closing, thrown());
  }
  return thrown();
}
