// Runs everything, prints the tables, and fails when a cost is out of its band. `--quick`: a fraction of the rounds, and the guarantees of no peer. `--write`: also
// puts the tables into README.md beside it. `--only=costs,peers`: some of the parts.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { loadPeers } from './support/peers.js';
import { isOut, measureCosts, printCosts } from './tables/costs.js';
import { measureDraining, measurePeers, printDraining, printPeers } from './tables/peers.js';
import { measurePromises, printPromises, sentence } from './tables/promises.js';

const full = { rounds: 5, samples: 300, processes: 15, tries: 3, jobs: 3, serving: { connections: 5000, seconds: 8 } };
const quick = { rounds: 1, samples: 300, processes: 5, tries: 1, jobs: 3, serving: { connections: 500, seconds: 1 } };

const has = (flag) => process.argv.includes(flag);
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length).split(',');
const scale = has('--quick') ? quick : full;
const peers = await loadPeers();
const scopes = peers.filter(({ run }) => run);
const tried = has('--quick') ? scopes.filter(({ kind }) => kind !== 'peer') : scopes;

const parts = {
  costs: ['What it costs', () => measureCosts(scale), printCosts],
  peers: ['Beside its peers', () => measurePeers(tried, scale), printPeers],
  promises: ['Which guarantees are kept', () => measurePromises(tried, scale), (rows) => printPromises(rows, tried)],
  draining: ['Draining an HTTP server', () => measureDraining(peers), printDraining],
};

const about = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0].model.trim()}, ${new Date().toISOString().slice(0, 10)}`;
console.log(about);
const measured = {};
const texts = [];
for (const [part, [title, measure, print]] of Object.entries(parts)) {
  if (only && !only.includes(part)) continue;
  const since = performance.now();
  measured[part] = await measure();
  texts.push(`## ${title}\n\n${print(measured[part])}`);
  console.log(`\n${texts.at(-1)}\n\n(${((performance.now() - since) / 1000).toFixed(0)} s)`);
}

for (const { what } of (measured.costs ?? []).filter(isOut)) {
  process.exitCode = 1;
  console.error(`OUT OF ITS BAND, twice: ${what}`);
}
if (has('--write')) {
  const page = new URL('README.md', import.meta.url);
  const mark = '<!-- written by the script, from here to the end -->';
  const [head] = readFileSync(page, 'utf8').split(mark);
  const cost = measured.peers.find(({ peer }) => peer.kind === 'library').opening;
  const summary = `**Opening and closing costs ${cost.toFixed(1)} times \`process.once\` by hand. ${sentence(measured.promises, tried)}**`;
  writeFileSync(page, `${[head.trimEnd(), mark, summary, `Measured on ${about}.`, ...texts].join('\n\n')}\n`);
}
