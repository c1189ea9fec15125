import { channel } from '../runtime/builtins.ts';

/*
 * Channels of `node:diagnostics_channel`, so that a service can log and trace its shutdown without wrapping anything. A message is made only
 * when somebody has subscribed. The `capture` in each is there to tell one from another: asking it for `signal`, `promise` or
 * `interrupted` would count as its block having done so.
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
