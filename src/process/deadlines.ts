/**
 * When the process is to be ended. The main thread acts by a timer. The timer keeps the process alive, so that a cleanup that waits forever cannot
 * exit early with code 0. The watchdog stands by in case the event loop is blocked. Only the soonest deadline has a timer, so ten thousand deadlines
 * cost as much each as one.
 */
import { clearTimeout, setTimeout } from '../platform/builtins.ts';
import { monotonicMs } from '../platform/clock.ts';
import { ownTimers } from './in-flight.ts';
import { killBlockedAt } from './watchdog.ts';

/** A deadline, from {@link arm} until it has passed or {@link disarm}. */
export interface Armed {
  /** On the clock of this package. */
  readonly at: number;
  onExpire: (() => void) | undefined;
}

const deadlines = {
  /** The soonest last. A disarmed one stays, without its callback, until it would be the soonest. */
  order: [] as Armed[],
  timed: undefined as number | undefined,
  timer: undefined as NodeJS.Timeout | undefined,
  lastResort: Infinity,
};

/** Calls back `ms` after `since`, on the clock of this package. If the loop is blocked then, the process is killed with SIGKILL. */
export function arm(since: number, ms: number, onExpire: () => void): Armed {
  const armed: Armed = { at: since + ms, onExpire };
  deadlines.order.splice(placeOf(armed.at), 0, armed);
  time();
  return armed;
}

export function disarm(armed: Armed): void {
  armed.onExpire = undefined;
  time();
}

/** The process is being ended. It is killed at this time at the latest, even if something blocks. */
export function armLastResort(at: number): void {
  deadlines.lastResort = at;
  time();
}

/** Binary search: the place behind all that are later or at the same time. */
function placeOf(at: number): number {
  const { order } = deadlines;
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle]!.at >= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function time(): void {
  const { order, timed, lastResort } = deadlines;
  while (order.length > 0 && order.at(-1)!.onExpire === undefined) order.pop();
  const at = order.at(-1)?.at;
  killBlockedAt(Math.min(at ?? Infinity, lastResort));
  if (at === timed) return;
  ownTimers.count += Number(at !== undefined) - Number(timed !== undefined);
  clearTimeout(deadlines.timer);
  deadlines.timed = at;
  if (at !== undefined) deadlines.timer = setTimeout(expire, Math.max(0, Math.ceil(at - monotonicMs())));
}

function expire(): void {
  const { order, timed } = deadlines;
  while (order.length > 0 && order.at(-1)!.at === timed) order.pop()!.onExpire?.(); // before the watchdog, which may have to go on, is told that nothing is left
  time();
}
