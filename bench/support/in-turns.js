// Takes tasks in turns, so that a noisy machine disturbs all of them alike.
import { setImmediate as turn } from 'node:timers/promises';
import { median } from './statistics.js';

/**
 * `{ name: microseconds }`, the median of `rounds` calls of each task, which are `{ fn, after? }`, divided by `per`. As many calls before are not counted:
 * V8 is still compiling. Between two of them the loop turns, and `after` is awaited.
 */
export async function inTurns(tasks, rounds, per = 1) {
  const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
  for (let round = -rounds; round < rounds; round++) {
    const order = Object.entries(tasks);
    for (const [name, { fn, after }] of round % 2 === 0 ? order : order.reverse()) {
      const since = performance.now();
      const result = fn();
      if (result?.then) await result;
      if (round >= 0) times[name].push(performance.now() - since);
      await after?.();
      await turn();
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, (median(list) * 1000) / per]));
}
