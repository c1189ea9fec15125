// What a busy scope pays: `checkpoint()`, `race()`, `interruptible()`.
import { setTimeout as sleep } from 'node:timers/promises';
import { measure, start } from '../support/children.js';
import { ratioGoal, valueGoal } from '../support/goal.js';
import { spread } from '../support/statistics.js';
import { number, range } from '../support/table.js';

async function inTurns(program, own, baseline, { rounds, slices }, extra = []) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await measure(program, [slices, ...extra], { nodeArgs: ['--expose-gc'] }));
  return {
    results,
    value: spread(results.map((each) => each[own])),
    baseline: spread(results.map((each) => each[baseline])),
    ratio: spread(results.map((each) => each[own] / each[baseline])),
  };
}

/** Milliseconds from a signal sent by another process to the checkpoint that threw. */
async function noticed({ processes }) {
  const times = [];
  for (let i = 0; i < processes; i++) {
    const child = start('notice');
    await child.line('ready');
    await sleep(20 + Math.random() * 20);
    const sent = process.hrtime.bigint();
    child.kill('SIGTERM');
    times.push(Number(BigInt(await child.line('noticed')) - sent) / 1e6);
    await child.ended;
  }
  return spread(times);
}

export async function workingGoals(scale) {
  const checkpoint = await inTurns('checkpoint', 'checkpoint', 'nothing', scale);
  const notice = await noticed(scale);
  const race = await inTurns('race', 'race', 'byHand', scale, [scale.million]);
  const leak = spread(race.results.map((each) => each.leak));
  const interruptible = await inTurns('interruptible', 'interruptible', 'vm', scale);
  return [
    ratioGoal({ what: '`checkpoint()` in a hot loop', ...checkpoint, against: 'await undefined', unit: 'µs', atMost: 1.5 }),
    valueGoal({ what: 'a signal noticed by such a loop (worst)', value: notice.high, shown: `${range(notice)} ms`, unit: 'ms', atMost: 20 }),
    ratioGoal({ what: '`race()` of settled work', ...race, against: 'Promise.race + listener', unit: 'µs', atMost: 1 }),
    valueGoal({ what: `heap after ${number(scale.million)} races`, value: leak.median / 1024, unit: 'kB', atMost: 100 }),
    ratioGoal({ what: '`interruptible()` of an empty function', ...interruptible, against: 'vm', unit: 'µs', atMost: 1.05 }),
  ];
}
