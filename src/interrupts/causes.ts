/**
 * The first thing behind `error` for which `match` gives something, or `undefined`. Never throws.
 *
 * - Follows `cause`, however long; a cycle ends.
 * - Takes an `AggregateError` or a `SuppressedError` only when `match` gives something for everything that it holds, and gives the
 *   first: a real error beside an abort must not be taken for one.
 */
export function findCause<T>(error: unknown, match: (error: unknown) => T | undefined): T | undefined {
  return find(error, match, new Map());
}

/** `known` holds what was found behind each error so far: nothing yet for one that is being looked into, so that cycles end. */
function find<T>(error: unknown, match: (error: unknown) => T | undefined, known: Map<unknown, T | undefined>): T | undefined {
  const chain: unknown[] = [];
  let found: T | undefined;
  try {
    for (; error !== undefined && !known.has(error); error = (error as Error | null)?.cause) {
      chain.push(error);
      known.set(error, undefined);
      found = match(error);
      if (found !== undefined) break;
      const held = heldBy(error);
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

function heldBy(error: unknown): unknown[] | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { errors, name } = error as AggregateError;
  if (Array.isArray(errors) && errors.length > 0) return errors;
  return name === 'SuppressedError' && 'suppressed' in error && 'error' in error ? [error.error, error.suppressed] : undefined;
}
