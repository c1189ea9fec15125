/**
 * Whom an AbortSignal would tell, and who asks it. Node alone can say both: it counts listeners, those of signals that
 * `AbortSignal.any` makes of one included, and lets an instance have getters of its own. Elsewhere whoever takes the signal counts as told.
 *
 * Known and left: a `fetch` that has ended leaves its listener on the signal until it is collected, and so counts as somebody to be told.
 */
import { getEventListeners } from '../runtime/builtins.ts';
import { RUNTIME } from '../runtime/runtime.ts';

interface Owner {
  noteAsked(): void;
}

const owners = new WeakMap<AbortSignal, Owner>();
let prototype: AbortSignal | undefined;

/** Tells `owner` when somebody asks this signal about an abort that has been. */
export function notice(signal: AbortSignal, owner: Owner): void {
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

/** Whether somebody would be told if this signal aborted now. */
export function isListenedTo(signal: AbortSignal): boolean {
  if (RUNTIME !== 'node') return true;
  return getEventListeners(signal, 'abort').length > 0 || dependents(signal).some(isListenedTo);
}

/** The signals that `AbortSignal.any` has made of it. */
function dependents(signal: AbortSignal): AbortSignal[] {
  const symbol = Object.getOwnPropertySymbols(signal).find(({ description }) => description === 'kDependantSignals');
  const set = symbol && (signal as unknown as Record<symbol, Iterable<WeakRef<AbortSignal>> | undefined>)[symbol];
  return set ? [...set].map((ref) => ref.deref()).filter((dependent) => dependent !== undefined) : [];
}
