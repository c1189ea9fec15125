import type { Channel } from 'node:diagnostics_channel';
import { channel } from '../platform/builtins.ts';

/*
 * Channels of `node:diagnostics_channel`, so that a service can log and trace its shutdown without wrapping anything. A message is made only
 * when somebody has subscribed. What a subscriber asks the `capture` in it while it is told does not count as the block having asked.
 */

/** `{ capture, signals }` */
export const opened = channel('capture-signals:opened');
/** `{ capture, signal, count, prevented }`: `prevented` by `onSignal` */
export const requested = channel('capture-signals:requested');
/** `{ capture, signal }` */
export const repeated = channel('capture-signals:repeated');
/** `{ capture, signal, graceMs, tasks }`: `signal` is `undefined` after a failure */
export const graceExpired = channel('capture-signals:graceExpired');
/** `{ capture, signal, errors }`: the first signal, if there was one, and what closing throws */
export const closed = channel('capture-signals:closed');

let isTelling = false;

/** Whether the code that runs is a subscriber. */
export function isSubscriber(): boolean {
  return isTelling;
}

export function publish(to: Channel, message: object): void {
  const outer = isTelling;
  isTelling = true;
  try {
    to.publish(message);
  } finally {
    isTelling = outer;
  }
}
