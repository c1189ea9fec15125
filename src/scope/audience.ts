/**
 * Whom an AbortSignal tells, and who asks it. Node alone can say both: it counts listeners, those of signals that `AbortSignal.any` makes of
 * one included, and lets an instance have members of its own. Elsewhere whoever takes the signal counts as told.
 *
 * A `fetch` leaves its listener on the signal when it has ended, until it is collected. Whether one was under way shows in the abort: undici
 * then publishes the failure of the request, in that very call. While one has not been sent it publishes none: then any counts.
 */
import { dependentsOf, followRequests, isEmptyHandler, isFetchTold, isOfFetch, unfollowRequests } from '../process/internals.ts';
import { getEventListeners } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';

interface Owner {
  /** True when asking once more would tell nothing new. */
  noteAsked(): boolean;
}

const owners = new WeakMap<AbortSignal, Owner>();
let prototype: AbortSignal | undefined;

/** A signal is given away, which may be given to a `fetch`; until {@link forget} was called as often. */
export function notice(): void {
  if (RUNTIME === 'node') followRequests();
}

/** Tells `owner` when somebody asks this signal, which has aborted. */
export function watchAsking(signal: AbortSignal, owner: Owner): void {
  if (RUNTIME !== 'node') return;
  owners.set(signal, owner);
  Object.setPrototypeOf(signal, (prototype ??= makePrototype()));
}

function makePrototype(): AbortSignal {
  const { aborted, reason } = Object.getOwnPropertyDescriptors(AbortSignal.prototype);
  const asked = (signal: AbortSignal): boolean => {
    const isAborted = aborted.get!.call(signal) as boolean;
    if (isAborted) owners.get(signal)?.noteAsked();
    return isAborted;
  };
  return Object.create(AbortSignal.prototype, {
    aborted: { configurable: true, enumerable: true, get(this: AbortSignal) { return asked(this); } },
    reason: { configurable: true, enumerable: true, get(this: AbortSignal) { asked(this); return reason.get!.call(this); } },
    throwIfAborted: { configurable: true, value(this: AbortSignal) { if (asked(this)) throw this.reason; } },
  }) as AbortSignal;
}

/** Who would be told if this signal aborted now: `'perhaps'` where it is a `fetch` alone, which may have ended. */
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
    const theirs = audienceOf(dependent);
    if (theirs === 'somebody') return theirs;
    if (theirs === 'perhaps') audience = theirs;
  }
  return audience;
}

/** Who asks a signal that was made of it asks it. */
function watchDependents(signal: AbortSignal, owner: Owner): void {
  for (const dependent of dependentsOf(signal) ?? []) {
    watchAsking(dependent, owner);
    watchDependents(dependent, owner);
  }
}

export function forget(): void {
  if (RUNTIME === 'node') unfollowRequests();
}

/**
 * Aborts the signal of a controller, before this audience. Who asks in that very call counts by being there; who asks later is watched, unless the owner
 * knows all there is to know.
 */
export function abortBefore(audience: Audience, controller: AbortController, reason: unknown, owner: Owner): void {
  const { signal } = controller;
  const abort = (): void => controller.abort(reason);
  const isTold = audience === 'perhaps' ? isFetchTold(reason, abort) : (abort(), audience === 'somebody');
  if (isTold && owner.noteAsked()) return;
  watchAsking(signal, owner);
  watchDependents(signal, owner);
}
