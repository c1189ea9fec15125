import { RUNTIME } from '../platform/platform.ts';
import { named } from '../platform/named.ts';
import { tolerant } from '../platform/tolerant.ts';

/** `error`, on top of one that was thrown before: what `await using` makes of them, also where the runtime lacks the class. */
export function suppressedError(error: unknown, suppressed: unknown): Error {
  const message = 'An error was suppressed during disposal.';
  const { SuppressedError: Native } = globalThis as { SuppressedError?: SuppressedErrorConstructor };
  if (Native) return new Native(error, suppressed, message);
  return named(new Error(message), { name: 'SuppressedError', suppressed, error });
}

/** One for several. Bun prints what it holds when nothing is around it; else the properties that can be enumerated. */
export function aggregateError(errors: Iterable<unknown>, message: string): AggregateError {
  const aggregate = new AggregateError(errors, message);
  if (RUNTIME === 'bun') aggregate.errors.forEach((value, index) => Object.defineProperty(aggregate, `error ${index + 1}`, { value, enumerable: true, configurable: true }));
  return aggregate;
}

/**
 * Of an error that is about to be printed, and of its causes: a `SuppressedError` of the runtime's own is printed without the errors that it holds, because
 * they are not enumerable. They are made so.
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
  if (RUNTIME === 'deno') Object.defineProperty(error, 'cause', { value: heldBy(error), configurable: true });
}

/** Deno prints what stands in `cause`, and nothing else that an error holds. */
function heldBy(error: Error): AggregateError {
  const { error: thrown, suppressed } = error as Error & Record<'error' | 'suppressed', unknown>;
  return new AggregateError([thrown, suppressed]);
}
