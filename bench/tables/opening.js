// Opening and closing, in turns with the naive baseline within one process; a process per peer and round.
import { measure } from '../support/children.js';
import { ratioGoal } from '../support/goal.js';
import { spread } from '../support/statistics.js';

const ways = [
  ['sync', 'open + close, synchronous part'],
  ['settled', 'until closing has settled (naive: and two turns)'],
  ['touched', '`signal` asked for (naive: and aborted)'],
];
const goals = { 1: 1.2, 10: 1, 1000: 1 };

async function measureOne(peer, count, way, { rounds, slices }) {
  const naive = [];
  const own = [];
  for (let round = 0; round < rounds; round++) {
    const times = await measure('open-close', [peer.name, count, slices, way]);
    naive.push(times.naive);
    own.push(times.peer);
  }
  return { value: spread(own), baseline: spread(naive), ratio: spread(own.map((time, i) => time / naive[i])) };
}

/** The rows for the library. */
export async function openingGoals(library, scale) {
  const rows = [];
  for (const count of [1, 10, 1000]) {
    for (const [way, what] of ways) {
      const times = await measureOne(library, count, way, scale);
      const row = { what: `${count === 1 ? 'one alone' : `${count} at a time, each`}: ${what}`, ...times, against: 'naive', unit: 'µs' };
      rows.push(ratioGoal(way === 'sync' ? { ...row, atMost: goals[count] } : row));
    }
  }
  return rows;
}

/** `{ peer: { 1, 10, 1000 } }` for those that can be opened and closed. */
export async function openingOfPeers(peers, scale) {
  const result = {};
  for (const peer of peers.filter((each) => each.listen)) {
    result[peer.name] = {};
    for (const count of [1, 10, 1000]) {
      if (count === 1 || !peer.listen.onlyOne) result[peer.name][count] = await measureOne(peer, count, 'sync', { ...scale, rounds: Math.min(3, scale.rounds) });
    }
  }
  return result;
}
