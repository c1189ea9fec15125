import { RUNTIME } from '../platform/platform.ts';
import { named } from '../platform/named.ts';
import { tolerant } from '../platform/tolerant.ts';

/** `error`, thrown after `suppressed`: the error that `await using` makes of both, also where the runtime lacks the class. */
export function suppressedError(error: unknown, suppressed: unknown): Error {
  const message = 'An error was suppressed during disposal.';
  const { SuppressedError: Native } = globalThis as { SuppressedError?: SuppressedErrorConstructor };
  if (Native) return new Native(error, suppressed, message);
  return named(new Error(message), { name: 'SuppressedError', suppressed, error });
}

/** One error for several. Bun prints the errors that it holds only if nothing wraps it; otherwise it prints enumerable properties. */
export function aggregateError(errors: Iterable<unknown>, message: string): AggregateError {
  const aggregate = new AggregateError(errors, message);
  if (RUNTIME === 'bun') aggregate.errors.forEach((value, index) => Object.defineProperty(aggregate, `error ${index + 1}`, { value, enumerable: true, configurable: true }));
  return aggregate;
}

/**
 * For an error that is about to be printed, and for its causes. The runtime prints its own `SuppressedError` without the errors that it holds,
 * because they are not enumerable. This makes them so.
 */
export const makeEnumerable = tolerant((error: unknown): void => makeAllEnumerable(error, new Set()), undefined);

function makeAllEnumerable(error: unknown, known: Set<unknown>): void {
  if (!(error instanceof Error) || known.has(error)) return;
  known.add(error);
  makeAllEnumerable(error.cause, known);
  if (error.name !== 'SuppressedError') return;
  for (const key of ['error', 'suppressed'] as const) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (property?.configurable && !property.enumerable) Object.defineProperty(error, key, { enumerable: true });
    makeAllEnumerable(property?.value, known);
  }
  if (RUNTIME === 'deno') Object.defineProperty(error, 'cause', { value: asCause(error), configurable: true });
}

/** Deno prints `cause`, and nothing else that an error holds. */
function asCause(error: Error): AggregateError {
  const { error: thrown, suppressed } = error as Error & Record<'error' | 'suppressed', unknown>;
  return new AggregateError([thrown, suppressed]);
}
