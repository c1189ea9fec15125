// Until the promise of `close()` settles: the turns of the event loop that let a signal in flight in.
import { measure } from '../support/children.js';
import { valueGoal } from '../support/goal.js';
import { spread } from '../support/statistics.js';
import { number, range } from '../support/table.js';

export async function closingGoals({ rounds, slices }) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await measure('settle', [slices, 1000]));
  const close = spread(results.map((each) => each.close));
  const turns = spread(results.map((each) => each.turns));
  const { one, many } = results[0].loopTurns;
  return [
    valueGoal({ what: 'close, until it settles, idle loop', value: close.median, shown: `${range(close)} µs`, baseline: `${number(turns.median)} µs two turns`, ratio: number(close.median / turns.median), unit: 'µs', atMost: 15 }),
    valueGoal({ what: '1000 closings that overlap', value: many, unit: 'turns', baseline: `${one} turns one closing`, ratio: number(many / one), atMost: one }),
  ];
}
