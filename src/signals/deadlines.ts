/**
 * When the process is to be ended. The main thread acts by a timer, which keeps the process alive, so that a cleanup that awaits what
 * never comes cannot slip away with exit code 0; the watchdog stands by for a loop that is blocked. Only the soonest deadline is timed:
 * ten thousand cost as much each as one.
 */
import { clearTimeout, setTimeout } from '../runtime/builtins.ts';
import { monotonicMs } from '../runtime/clock.ts';
import { killBlockedAt } from './watchdog.ts';

/** Who is called when a deadline has passed. */
export interface Expiring {
  expire(): void;
}

export interface Deadline {
  readonly at: number;
  readonly owner: Expiring | undefined;
  isOff: boolean;
}

/** The soonest last. Those that were called off stay until they would be the soonest. */
const deadlines: Deadline[] = [];
let timed: number | undefined;
let timer: NodeJS.Timeout | undefined;

/** Calls its owner at that time, on the clock of this package; a loop that is blocked then is ended with SIGKILL. Without an owner only that. */
export function armDeadline(at: number, owner?: Expiring): Deadline {
  const deadline = { at, owner, isOff: false };
  deadlines.splice(placeOf(at), 0, deadline);
  time();
  return deadline;
}

export function disarmDeadline(deadline: Deadline): void {
  deadline.isOff = true;
  time();
}

/** By halving: after all that are later, so that equal ones go to the end. */
function placeOf(at: number): number {
  let [low, high] = [0, deadlines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (deadlines[middle]!.at >= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function time(): void {
  while (deadlines.at(-1)?.isOff) deadlines.pop();
  const at = deadlines.at(-1)?.at;
  if (at === timed) return;
  timed = at;
  clearTimeout(timer);
  killBlockedAt(at ?? Infinity);
  if (at !== undefined) timer = setTimeout(expire, Math.max(0, Math.ceil(at - monotonicMs())));
}

function expire(): void {
  const deadline = deadlines.pop();
  timed = undefined;
  if (!deadline?.isOff) deadline?.owner?.expire(); // before the watchdog, which may have to go on, could be told that nothing is left
  time();
}
