/**
 * When the process is to be ended. The main thread acts by a timer, which keeps the process alive, so that a cleanup that awaits what
 * never comes cannot slip away with exit code 0; the watchdog stands by for a loop that is blocked. Only the soonest deadline is timed:
 * ten thousand cost as much each as one.
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

/** In the order of their deadlines, the soonest last. Those that were disarmed stay, without their owner, until they would be the soonest. */
const order: Armed[] = [];
let timed: number | undefined;
let timer: NodeJS.Timeout | undefined;
let lastResort = Infinity;

/**
 * Calls back `ms` after that time, on the clock of this package. A loop that is blocked by then is ended with SIGKILL.
 */
export function arm(since: number, ms: number, onExpire: () => void): Armed {
  const at = since + ms;
  const armed: Armed = { at, onExpire };
  const place = placeOf(at);
  if (place === order.length) order.push(armed);
  else order.splice(place, 0, armed);
  time();
  return armed;
}

export function disarm(armed: Armed): void {
  armed.onExpire = undefined;
  time();
}

/** The process is being ended, which must not take longer than that, whatever blocks. */
export function armLastResort(at: number): void {
  lastResort = Math.min(lastResort, at);
  time();
}

/** By halving: behind all that are later or at the same time. */
function placeOf(at: number): number {
  let [low, high] = [0, order.length];
  if (high === 0 || order[high - 1]!.at >= at) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle]!.at >= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function time(): void {
  while (order.length > 0 && order.at(-1)!.onExpire === undefined) order.pop();
  const at = order.at(-1)?.at;
  killBlockedAt(Math.min(at ?? Infinity, lastResort));
  if (at === timed) return;
  if (timed !== undefined) ownTimers.count--;
  timed = at;
  clearTimeout(timer);
  if (at === undefined) return;
  ownTimers.count++;
  timer = setTimeout(expire, Math.max(0, Math.ceil(at - monotonicMs())));
}

function expire(): void {
  const armed = order.pop();
  armed?.onExpire?.(); // before the watchdog, which may have to go on, is told that nothing is left
  if (timed !== undefined) ownTimers.count--;
  timed = undefined;
  time();
}
