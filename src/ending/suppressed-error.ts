import { RUNTIME } from '../runtime/runtime.ts';
import { named } from '../runtime/stackless.ts';

/** `error`, on top of one that was thrown before: what `await using` makes of them, also where the runtime lacks the class. */
export function suppressedError(error: unknown, suppressed: unknown): Error {
  const message = 'An error was suppressed during disposal.';
  const { SuppressedError: Native } = globalThis as { SuppressedError?: SuppressedErrorConstructor };
  if (Native) return new Native(error, suppressed, message);
  return named(new Error(message), { name: 'SuppressedError', suppressed, error });
}

/**
 * Of an error that is about to be printed: a `SuppressedError` of the runtime's own is printed without the errors that it holds, because
 * they are not enumerable. They are made so.
 */
export function makeEnumerable(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'SuppressedError') return;
  for (const key of ['error', 'suppressed'] as const) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (property?.configurable && !property.enumerable) Object.defineProperty(error, key, { enumerable: true });
    makeEnumerable(property?.value);
  }
  if (RUNTIME === 'deno') Object.defineProperty(error, 'cause', { value: heldBy(error), configurable: true });
}

/** Deno prints what stands in `cause`, and nothing else that an error holds. */
function heldBy(error: Error): AggregateError {
  const { error: thrown, suppressed } = error as Error & Record<'error' | 'suppressed', unknown>;
  return new AggregateError([thrown, suppressed]);
}
