/**
 * When the process is to be ended. The main thread acts by a timer, which keeps the process alive, so that a cleanup that awaits what
 * never comes cannot slip away with exit code 0; the watchdog stands by for a loop that is blocked. Only the soonest deadline is timed:
 * ten thousand cost as much each as one.
 */
import { clearTimeout, setTimeout } from '../runtime/builtins.ts';
import { monotonicMs } from '../runtime/clock.ts';
import { mocked, timers } from '../runtime/mock.ts';
import { killBlockedAt } from './watchdog.ts';

/** Who has a deadline, from {@link arm} until it has passed or is `undefined`. */
export interface Deadline {
  /** On the clock of this package. */
  deadline: number | undefined;
  /** It has passed. */
  expire(): void;
}

/** In the order of their deadlines, the soonest last. Those that have none any more stay until they would be the soonest. */
const armed: Deadline[] = [];
const order: number[] = [];
let timed: number | undefined;
let timer: NodeJS.Timeout | undefined;
let lastResort = Infinity;
/** While there is a mock, each has a timer of the test, which has a clock of its own. */
const ofTest = new WeakMap<Deadline, NodeJS.Timeout>();

/** A loop that is blocked when the deadline of `owner` has passed is ended with SIGKILL. */
export function arm(owner: Deadline): void {
  const at = owner.deadline!;
  if (mocked()) return void ofTest.set(owner, timers().setTimeout(() => owner.expire(), Math.ceil(at - monotonicMs())));
  const place = placeOf(at);
  if (place === armed.length) {
    armed.push(owner);
    order.push(at);
  } else {
    armed.splice(place, 0, owner);
    order.splice(place, 0, at);
  }
  time();
}

export function disarm(owner: Deadline): void {
  owner.deadline = undefined;
  timers().clearTimeout(ofTest.get(owner));
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
  if (high === 0 || order[high - 1]! >= at) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle]! >= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function time(): void {
  while (armed.length > 0 && armed.at(-1)!.deadline === undefined) {
    armed.pop();
    order.pop();
  }
  const at = order.at(-1);
  killBlockedAt(Math.min(at ?? Infinity, lastResort));
  if (at === timed) return;
  timed = at;
  clearTimeout(timer);
  if (at !== undefined) timer = setTimeout(expire, Math.max(0, Math.ceil(at - monotonicMs())));
}

function expire(): void {
  const owner = armed.pop();
  order.pop();
  timed = undefined;
  if (owner?.deadline !== undefined) owner.expire(); // before the watchdog, which may have to go on, is told that nothing is left
  time();
}
