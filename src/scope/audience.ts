/**
 * Who hears when an AbortSignal aborts, and who reads it. Only Node shows both. It counts listeners, including those of signals that
 * `AbortSignal.any` made from this one; and it lets an instance have members of its own. Elsewhere, whoever reads `signal` counts as having seen the
 * abort.
 *
 * A `fetch` leaves its listener on the signal after it has finished, until it is collected. Whether one was still running shows in the abort itself:
 * undici publishes the failure of the request within that very call. While a request has not been sent it publishes none: then any listener counts.
 */
import { dependentsOf, followRequests, isEmptyHandler, isFetchTold, isOfFetch, unfollowRequests } from '../process/internals.ts';
import { getEventListeners } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';

interface Owner {
  /** True when reading it again would tell nothing new. */
  noteAsked(): boolean;
}

const owners = new WeakMap<AbortSignal, Owner>();
let prototype: AbortSignal | undefined;

/** A signal was handed out, perhaps to a `fetch`. Holds until {@link forget} has been called as often. */
export function notice(): void {
  if (RUNTIME === 'node') followRequests();
}

/** Calls `owner` when somebody reads this signal, which has aborted. */
export function watchAsking(signal: AbortSignal, owner: Owner): void {
  if (RUNTIME !== 'node') return;
  owners.set(signal, owner);
  Object.setPrototypeOf(signal, (prototype ??= makePrototype(Object.getPrototypeOf(signal) as AbortSignal)));
}

function makePrototype(own: AbortSignal): AbortSignal {
  const { aborted, reason } = Object.getOwnPropertyDescriptors(own);
  const asked = (signal: AbortSignal): boolean => {
    const isAborted = aborted.get!.call(signal) as boolean;
    if (isAborted) owners.get(signal)?.noteAsked();
    return isAborted;
  };
  return Object.create(own, {
    aborted: { configurable: true, enumerable: true, get(this: AbortSignal) { return asked(this); } },
    reason: { configurable: true, enumerable: true, get(this: AbortSignal) { asked(this); return reason.get!.call(this); } },
    throwIfAborted: { configurable: true, value(this: AbortSignal) { if (asked(this)) throw this.reason; } },
  }) as AbortSignal;
}

/** Who would hear if this signal aborted now. `'perhaps'`: only a `fetch`, which may have finished. */
export type Audience = 'nobody' | 'perhaps' | 'somebody';

export function audienceOf(signal: AbortSignal): Audience {
  const made = dependentsOf(signal);
  if (made === undefined) return 'somebody';
  let audience: Audience = 'nobody';
  for (const listener of getEventListeners(signal, 'abort')) {
    if (isEmptyHandler(listener)) continue;
    if (!isOfFetch(listener)) return 'somebody';
    audience = 'perhaps';
  }
  for (const dependent of made) {
    const theirs = audienceOf(dependent); // which has none of its own: what is made from it is made from this one
    if (theirs === 'somebody') return theirs;
    if (theirs === 'perhaps') audience = theirs;
  }
  return audience;
}

export function forget(): void {
  if (RUNTIME === 'node') unfollowRequests();
}

/**
 * Aborts the signal of a controller. Whoever reads it within that call counts as a listener does. Later reads are watched, unless the owner already
 * knows all there is to know.
 */
export function abortBefore(audience: Audience, controller: AbortController, reason: unknown, owner: Owner): void {
  const { signal } = controller;
  const abort = (): void => controller.abort(reason);
  const isTold = audience === 'perhaps' ? isFetchTold(reason, abort) : (abort(), audience === 'somebody');
  if (isTold && owner.noteAsked()) return;
  // Whoever reads a signal that was made from it reads it.
  for (const each of [signal, ...(dependentsOf(signal) ?? [])]) watchAsking(each, owner);
}
