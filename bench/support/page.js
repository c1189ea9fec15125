// Puts what was measured into the README of this folder: a sentence, which the README at the top quotes, and the tables.
import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../README.md', import.meta.url);
const BELOW = '<!-- written by the script, from here to the end -->';
const titles = { goals: 'What it costs', peers: 'Beside its peers', promises: 'Which promises are kept', draining: 'Draining an HTTP server' };

export function writePage(about, sections) {
  const missing = Object.keys(titles).filter((part) => sections[part] === undefined);
  if (missing.length > 0) throw new Error(`The page is written whole; not measured: ${missing.join(', ')}`);
  const [head] = readFileSync(PAGE, 'utf8').split(BELOW);
  const parts = Object.entries(titles).map(([part, title]) => `## ${title}\n\n${sections[part].text}`);
  writeFileSync(PAGE, [head.trimEnd(), BELOW, `**${summary(sections)}**`, `Measured on ${about}.`, ...parts].join('\n\n') + '\n');
}

function summary({ peers, promises }) {
  const cost = peers.rows.find(({ peer }) => peer.name === 'capture-signals').opening[1].ratio.median;
  const judged = promises.rows.filter(({ cells }) => Object.values(cells).every((cell) => /^(yes|NO|–|\d+\/\d+)$/.test(cell)));
  const kept = (name) => judged.filter(({ cells }) => cells[name] === 'yes').length;
  const names = peers.rows.filter(({ peer }) => peer.kind === 'peer').map(({ peer }) => peer.name);
  const most = Math.max(...names.map(kept));
  const best = names.filter((name) => kept(name) === most);
  return `Opening and closing costs ${cost.toFixed(1)} times \`process.once\` by hand. ${kept('capture-signals')} of ${judged.length} promises are kept, by the best peer (${best.join(', ')}) ${most}.`;
}
