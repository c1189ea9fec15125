import { setTimeout } from 'node:timers/promises';

/** What comes instead of what has not come in time. */
export const none = Symbol('none');

/** What a promise gives, or {@link none} when it has given nothing after so long. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof none> {
  const over = new AbortController();
  const limit = setTimeout(ms, none, { signal: over.signal }).catch(() => none);
  return await Promise.race([promise, limit]).finally(() => over.abort()) as T | typeof none;
}
