// Bytes of heap per open capture, a process each.
import { measure } from '../support/children.js';
import { valueGoal } from '../support/goal.js';
import { spread } from '../support/statistics.js';
import { number } from '../support/table.js';

const COUNT = 10_000;

async function heapOf(peer, touched, rounds) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await measure('heap', [peer.name, COUNT, touched], { nodeArgs: ['--expose-gc'] }));
  return { open: spread(results.map((each) => each.open)), left: spread(results.map((each) => each.left)) };
}

export async function heapGoals(naive, library, { rounds }) {
  const own = await heapOf(library, false, rounds);
  const touched = await heapOf(library, true, rounds);
  const byHand = await heapOf(naive, false, rounds);
  const byHandTouched = await heapOf(naive, true, rounds);
  const row = (what, value, baseline, atMost) =>
    valueGoal({ what, value: value.open.median, unit: 'B', baseline: `${number(baseline.open.median)} B naive`, ratio: number(value.open.median / baseline.open.median), atMost });
  return [
    row('heap per open capture, `signal` untouched', own, byHand, 400),
    row('heap per open capture, `signal` touched', touched, byHandTouched, Math.round(byHandTouched.open.median + 150)),
    // A page of something else per ten thousand is not a leak.
    valueGoal({ what: 'heap left per closed capture', value: Math.max(own.left.median, touched.left.median), unit: 'B', baseline: `${number(byHandTouched.left.median)} B naive`, atMost: 5 }),
  ];
}

/** `{ peer: bytes }` for those that can be open several times. */
export async function heapOfPeers(peers, { rounds }) {
  const result = {};
  for (const peer of peers.filter((each) => each.listen && !each.listen.onlyOne)) result[peer.name] = (await heapOf(peer, false, Math.min(3, rounds))).open.median;
  return result;
}
