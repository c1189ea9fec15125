// CPU time of the process that importing costs above an empty module, whole processes in alternation.
import { measure } from '../support/children.js';
import { valueGoal } from '../support/goal.js';
import { median } from '../support/statistics.js';
import { number } from '../support/table.js';

const specifierOf = ({ kind, packageName }) => {
  if (kind === 'library') return '../../dist/index.js';
  return packageName === '@effect/platform-node' ? `${packageName}/NodeRuntime` : packageName;
};

/** `{ peer: milliseconds }`, medians of the differences within a round. */
export async function importing(peers, { processes }) {
  const measured = peers.filter(({ kind }) => kind !== 'baseline');
  const above = Object.fromEntries(measured.map(({ name }) => [name, []]));
  for (let round = 0; round < processes; round++) {
    const { cpu: empty } = await measure('import', []);
    for (const peer of round % 2 === 0 ? measured : [...measured].reverse()) above[peer.name].push((await measure('import', [specifierOf(peer)])).cpu - empty);
  }
  return Object.fromEntries(Object.entries(above).map(([name, times]) => [name, median(times)]));
}

export const importGoal = (times) =>
  valueGoal({
    what: 'import: CPU time above an empty module',
    value: times['capture-signals'],
    unit: 'ms',
    baseline: `${number(times['signal-exit'])} ms signal-exit`,
    ratio: number(times['capture-signals'] / times['signal-exit']),
    atMost: number(times['signal-exit']),
  });
