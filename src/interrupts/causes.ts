/**
 * The first non-empty result of `match` for `error` and what is behind it, or `undefined`. Never throws.
 *
 * - Follows `cause`, however deep, and stops at a cycle.
 * - Accepts an `AggregateError` or a `SuppressedError` only if `match` returns something for everything that it holds, and returns the first. A real
 *   error must not be hidden by an abort beside it.
 */
export function findCause<T>(error: unknown, match: (error: unknown) => T | undefined): T | undefined {
  return find(error, match, new Map());
}

/** `known` holds the result for each error so far: `undefined` while an error is being searched, so that cycles end. */
function find<T>(error: unknown, match: (error: unknown) => T | undefined, known: Map<unknown, T | undefined>): T | undefined {
  const chain: unknown[] = [];
  let found: T | undefined;
  try {
    for (; error !== undefined && !known.has(error); error = (error as Error | null)?.cause ?? undefined) {
      chain.push(error);
      known.set(error, undefined);
      found = match(error);
      if (found !== undefined) break;
      const held = membersOf(error);
      if (held === undefined) continue;
      found = held.map((one) => find(one, match, known)).reduce((first, other) => other && first);
      break;
    }
  } catch {
    return undefined; // a getter or a proxy of the error's own threw
  }
  found ??= known.get(error);
  for (const link of chain) known.set(link, found);
  return found;
}

function membersOf(error: unknown): unknown[] | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { errors, name } = error as AggregateError;
  if (Array.isArray(errors) && errors.length > 0) return errors;
  return name === 'SuppressedError' && 'suppressed' in error && 'error' in error ? [error.error, error.suppressed] : undefined;
}
