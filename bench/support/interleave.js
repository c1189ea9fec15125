// Tinybench, with its tasks taken in turns of a few milliseconds, so that a noisy machine disturbs all of them alike.
import { Bench } from 'tinybench';
import { median } from './statistics.js';

/** Turns that are not counted: V8 is still compiling. */
const WARM_UP = 6;

/**
 * Runs `tasks` (`{ name: { fn, ...hooks } }`) in `rounds` turns of `time` milliseconds each, every second turn in reverse
 * order. Gives `{ name: microseconds }`, the median over the turns of the median within a turn, divided by `per`.
 */
export async function interleave(tasks, { rounds = 20, time = 10, per = 1 } = {}) {
  const medians = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
  const forth = bench(Object.entries(tasks), time);
  const back = bench(Object.entries(tasks).reverse(), time);
  for (let round = -WARM_UP; round < rounds; round++) {
    const turn = round % 2 === 0 ? forth : back;
    turn.reset(); // or a second run would do nothing
    await turn.run();
    for (const task of turn.tasks) {
      if (task.result.error) throw task.result.error;
      if (round >= 0) medians[task.name].push(task.result.latency.p50 * 1000);
    }
  }
  return Object.fromEntries(Object.entries(medians).map(([name, values]) => [name, median(values) / per]));
}

function bench(tasks, time) {
  const result = new Bench({ time, iterations: 8, warmup: false, throws: true });
  for (const [name, { fn, ...hooks }] of tasks) result.add(name, fn, hooks);
  return result;
}
