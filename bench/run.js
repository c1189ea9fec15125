// Runs everything and prints the tables. `--quick`: a fraction of the rounds, and the promises of no peer, to see that it works.
// `--write`: also puts the tables into README.md beside it. `--only=peers,promises`: some of the parts goals, peers, promises and draining.
import { cpus } from 'node:os';
import { writePage } from './support/page.js';
import { loadPeers } from './support/peers.js';
import { measureDraining, printDraining } from './tables/draining.js';
import { measureGoals, printGoals } from './tables/goals.js';
import { measurePeers, printPeers } from './tables/peers.js';
import { measurePromises, printPromises } from './tables/promises.js';

const full = { rounds: 5, slices: 20, samples: 500, processes: 30, million: 1_000_000, flood: 100_000, tries: 3, jobs: 3, serving: { connections: 5000, seconds: 8 } };
const quick = { rounds: 1, slices: 4, samples: 50, processes: 2, million: 20_000, flood: 5_000, tries: 1, jobs: 6, serving: { connections: 500, seconds: 1 } };

const has = (flag) => process.argv.includes(flag);
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length).split(',');
const wants = (part) => only === undefined || only.includes(part);
const scale = has('--quick') ? quick : full;
const peers = await loadPeers();
const scopes = peers.filter(({ run }) => run);
const about = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0].model.trim()}, ${new Date().toISOString().slice(0, 10)}`;
const sections = {};

console.log(about);
async function section(part, title, measure) {
  if (!wants(part)) return;
  const started = performance.now();
  sections[part] = await measure();
  console.log(`\n## ${title}\n\n${sections[part].text}\n\n(${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

await section('goals', 'What it costs', async () => {
  const rows = await measureGoals(peers, scale);
  return { rows, text: printGoals(rows) };
});
await section('peers', 'Beside its peers', async () => {
  const rows = await measurePeers(scopes, scale);
  return { rows, text: printPeers(rows) };
});
await section('promises', 'Which promises are kept', async () => {
  const tried = has('--quick') ? scopes.filter(({ kind }) => kind !== 'peer') : scopes;
  const rows = await measurePromises(tried, scale);
  return { rows, text: printPromises(rows, tried) };
});
await section('draining', 'Draining an HTTP server', async () => {
  const rows = await measureDraining(peers);
  return { rows, text: printDraining(rows) };
});
if (has('--write')) writePage(about, sections);
