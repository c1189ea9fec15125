// From a signal to those who hear it.
import { measure } from '../support/children.js';
import { ratioGoal } from '../support/goal.js';
import { spread } from '../support/statistics.js';

/** Microseconds to the `abort` listener, against `process.on` itself and against the naive baseline. */
async function latency({ rounds, samples }) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await measure('latency', [samples, 'raw', 'naive', 'capture-signals']));
  const row = (what, baselineName, percentile, atMost) => {
    const own = results.map((each) => each['capture-signals'][percentile]);
    const baseline = results.map((each) => each[baselineName][percentile]);
    return ratioGoal({ what, value: spread(own), baseline: spread(baseline), against: baselineName === 'raw' ? 'process.on' : baselineName, unit: 'µs', ratio: spread(own.map((time, i) => time / baseline[i])), atMost });
  };
  return [
    row('signal to `abort` listener, median', 'raw', 'p50', 1.05),
    row('signal to `abort` listener, p99', 'raw', 'p99', 1.2),
    row('the same against an AbortController by hand, median', 'naive', 'p50'),
    row('the same against an AbortController by hand, p99', 'naive', 'p99'),
  ];
}

/** The first signal of a fresh process; for SIGINT the library has to start a thread. */
async function first({ processes }) {
  const rows = [];
  for (const [signal, note] of [['SIGUSR2', ''], ['SIGINT', ' (starts the watchdog thread)']]) {
    const times = { naive: [], 'capture-signals': [] };
    for (let i = 0; i < processes; i++) for (const name of Object.keys(times)) times[name].push(await measure('first-signal', [name, signal]));
    const own = spread(times['capture-signals']);
    const naive = spread(times.naive);
    const ratio = spread(times['capture-signals'].map((time, i) => time / times.naive[i]));
    rows.push(ratioGoal({ what: `first signal of a process, ${signal}${note}`, value: own, baseline: naive, against: 'naive', unit: 'µs', ratio }));
  }
  return rows;
}

/** To many, with and without a deadline of their own. */
async function fanOut({ rounds }) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await measure('fan-out', ['capture-signals', 10_000, 8], { nodeArgs: ['--expose-gc'] }));
  const row = (what, own, baseline, against, atMost) =>
    ratioGoal({
      what,
      value: spread(results.map((each) => each[own])),
      baseline: spread(results.map((each) => each[baseline])),
      against,
      unit: 'ms',
      ratio: spread(results.map((each) => each[own] / each[baseline])),
      atMost,
    });
  return [
    row('one signal to 10 000 captures', 'peer', 'byHand', '10 000 x abort()', 1.2),
    row('the same, each with `graceMs`', 'grace', 'peer', 'without', 1.5),
  ];
}

/** What `watchdog: true` costs: the thread from the start, and a heart that beats. */
async function watchdog({ processes }) {
  const ways = { without: [], with: [] };
  for (let i = 0; i < processes; i++) for (const way of Object.keys(ways)) ways[way].push(await measure('watchdog', [way]));
  const row = (what, key, unit) =>
    ratioGoal({
      what,
      value: spread(ways.with.map((each) => each[key])),
      baseline: spread(ways.without.map((each) => each[key])),
      against: 'without',
      unit,
      ratio: spread(ways.with.map((each, i) => each[key] / ways.without[i][key])),
    });
  return [
    row('`watchdog`: opening, the first of a process', 'open', 'ms'),
    row('`watchdog`: until the thread is there', 'ready', 'ms'),
    row('`watchdog`: memory of the process', 'memory', 'MB'),
    row('`watchdog`: SIGINT to `abort` listener, median', 'latency', 'µs'),
  ];
}

export const signallingGoals = async (scale) => [...(await latency(scale)), ...(await first(scale)), ...(await fanOut(scale)), ...(await watchdog(scale))];
