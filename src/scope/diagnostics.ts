import { channel } from '../platform/builtins.ts';
import { namesIn, type SignalSet } from '../interrupts/names.ts';

/*
 * Channels of `node:diagnostics_channel`: a service can log and trace its shutdown without wrapping anything. A message is made only
 * when somebody has subscribed. It describes the scope, and does not expose it.
 */

/** What a message says about a scope. */
export interface Described {
  readonly signals: SignalSet;
}

const ids = new WeakMap<Described, number>();
let count = 0;

/** The same for one scope in all messages. */
function idOf(scope: Described): number {
  if (!ids.has(scope)) ids.set(scope, ++count);
  return ids.get(scope)!;
}

type Tell = (scope: Described, what: () => object) => void;

function teller(name: string): Tell {
  const to = channel(`capture-signals:${name}`);
  return (scope, what) => to.hasSubscribers && to.publish({ id: idOf(scope), signals: namesIn(scope.signals), ...what() });
}

export const opened = teller('opened');
/** `{ signal, count, prevented }`: `prevented` by `onSignal` */
export const requested = teller('requested');
/** `{ signal }` */
export const repeated = teller('repeated');
/** `{ signal, graceMs, tasks }`: `signal` is `undefined` after a failure */
export const graceExpired = teller('graceExpired');
/** `{ signal, errors }`: the first signal, if there was one, and what closing throws */
export const closed = teller('closed');
