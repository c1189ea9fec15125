// The table of goals: what the library costs, in the same run as what it is compared with.
import { table } from '../support/table.js';
import { closingGoals } from './closing.js';
import { endingGoal, floodGoal } from './ending.js';
import { heapGoals } from './heap.js';
import { importGoal, importing } from './importing.js';
import { openingGoals } from './opening.js';
import { servingGoals } from './serving.js';
import { signallingGoals } from './signalling.js';
import { sizeGoals } from './sizing.js';
import { workingGoals } from './working.js';

export async function measureGoals(peers, scale) {
  const named = (name) => peers.find((peer) => peer.name === name);
  const library = named('capture-signals');
  const groups = [
    () => openingGoals(library, scale),
    () => closingGoals(scale),
    () => signallingGoals(scale),
    () => heapGoals(named('naive'), library, scale),
    () => workingGoals(scale),
    async () => [importGoal(await importing([library, named('signal-exit')], scale))],
    sizeGoals,
    async () => [await endingGoal(scale)],
    async () => [await floodGoal(scale)],
    () => servingGoals(scale),
  ];
  const rows = [];
  for (const group of groups) rows.push(...(await group()));
  return rows;
}

const verdict = (reached) => (reached === undefined ? '' : reached ? 'reached' : 'NOT reached');

export const printGoals = (rows) =>
  table(['what', 'value', 'against', 'ratio', 'goal', ''], rows.map((row) => [row.what, row.value, row.baseline, row.ratio, row.goal, verdict(row.reached)]));
