// Puts the short tables into the README, between their markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { printPeers } from '../tables/peers.js';
import { printPromises } from '../tables/promises.js';

const README = new URL('../../README.md', import.meta.url);
const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

export function writeReadme(about, peers, { peers: costs, promises }) {
  const before = readFileSync(README, 'utf8');
  const start = before.indexOf(START);
  const end = before.indexOf(END);
  if (start < 0 || end < start) throw new Error(`The README has no ${START} … ${END} to write between.`);
  const text = [
    about + '. `npm run bench` repeats it; (x…) is the ratio to the naive baseline of the same run.',
    costs && printPeers(costs.rows),
    promises && printPromises(promises.rows, peers),
  ];
  writeFileSync(README, `${before.slice(0, start + START.length)}\n\n${text.filter(Boolean).join('\n\n')}\n\n${before.slice(end)}`);
}
