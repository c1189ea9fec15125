// Whole processes: from SIGTERM to the parent seeing the end, and under a flood of signals.
import { measure, start } from '../support/children.js';
import { ratioGoal, valueGoal } from '../support/goal.js';
import { median, spread } from '../support/statistics.js';
import { number, range } from '../support/table.js';

async function timeToEnd(name) {
  const child = start('ending', [name]);
  await child.line('ready');
  const since = performance.now();
  child.kill('SIGTERM');
  return (await child.ended).at - since;
}

export async function endingGoal({ processes }) {
  const times = { naive: [], 'capture-signals': [] };
  for (let i = 0; i < processes; i++) for (const name of i % 2 === 0 ? ['naive', 'capture-signals'] : ['capture-signals', 'naive']) times[name].push(await timeToEnd(name));
  const difference = median(times['capture-signals'].map((time, i) => time - times.naive[i]));
  return valueGoal({
    what: 'from SIGTERM to the parent seeing the end, above naive',
    value: difference,
    shown: `${number(difference)} ms (${range(spread(times['capture-signals']))} ms)`,
    baseline: `${range(spread(times.naive))} ms naive`,
    unit: 'ms',
    atMost: 3,
  });
}

/** CPU milliseconds per thousand signals, or `undefined` if the program hung. */
async function flooded(name, count) {
  const child = start('flood', [name]);
  await child.line('ready');
  await measure('send-flood', [child.pid, count]);
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const { stdout } = await child.ended;
  clearTimeout(timer);
  const line = stdout.split('\n').find((each) => each.startsWith('cpu '));
  return line && (JSON.parse(line.slice(4)).cpu * 1000) / count;
}

export async function floodGoal({ rounds, flood }) {
  const times = { raw: [], 'capture-signals': [] };
  for (let round = 0; round < rounds; round++) for (const name of Object.keys(times)) times[name].push(await flooded(name, flood));
  if (times['capture-signals'].includes(undefined)) return { what: 'flooded with signals', value: 'hung', baseline: '', ratio: '', goal: '<= 1.1', reached: false };
  return ratioGoal({
    what: `flooded with ${flood} signals, CPU per thousand`,
    value: spread(times['capture-signals']),
    baseline: spread(times.raw),
    against: 'process.on',
    unit: 'ms',
    ratio: spread(times['capture-signals'].map((time, i) => time / times.raw[i])),
    atMost: 1.1,
  });
}
