// What peers cost, as ratios to the naive baseline in the same round, or to an empty module.
import { measure } from '../support/children.js';
import { median } from '../support/statistics.js';
import { number, table } from '../support/table.js';
import { sizeOf } from '../size.js';

/** What a program imports of it, where that is not the package. */
const specifiers = { 'capture-signals': '../../dist/index.js', effect: '@effect/platform-node/NodeRuntime' };
const bundled = {
  effect: "export { runMain } from '@effect/platform-node/NodeRuntime'",
  effection: "export { main } from 'effection'",
  'capture-signals': "export { captureSignals } from '../dist/index.js'",
};

async function ratios(count, round) {
  const results = [];
  for (let i = 0; i < count; i++) results.push(await round());
  return median(results.map(({ own, baseline }) => own / baseline));
}

async function measurePeer({ kind, name, packageName, listen }, { rounds, processes, samples }) {
  const specifier = specifiers[name] ?? packageName;
  const heapOf = async (name) => (await measure('heap', [name, 10_000, false], { nodeArgs: ['--expose-gc'] })).open;
  return {
    opening: listen && (await ratios(rounds, () => measure('open-close', [name, samples]))),
    heap: listen && !listen.onlyOne ? await ratios(rounds, async () => ({ own: await heapOf(name), baseline: await heapOf('naive') })) : undefined,
    imports: kind === 'baseline' ? undefined : await ratios(processes, async () => ({ own: (await measure('import', [specifier])).cpu, baseline: (await measure('import')).cpu })),
    size: kind === 'baseline' ? undefined : (await sizeOf(bundled[name] ?? `export * from '${packageName}'; import '${packageName}'`)).gzipped,
  };
}

export async function measurePeers(peers, scale) {
  const rows = [];
  for (const peer of peers) rows.push({ peer, ...(await measurePeer(peer, scale)) });
  return rows;
}

const shown = (ratio) => (ratio === undefined ? '–' : `x${number(ratio)}`);

export const printPeers = (rows) =>
  table(['', 'version', 'open + close', 'heap', 'import', 'gzipped, B'], rows.map(({ peer, opening, heap, imports, size }) => [
    peer.keepsListening ? `${peer.name} (keeps listening)` : peer.name, peer.version, shown(opening), shown(heap), shown(imports), size ?? '–',
  ]));

/** How long draining an HTTP server takes whose longest request takes 300 ms. */
export const measureDraining = (peers) =>
  Promise.all(peers.filter(({ drain }) => drain).map(async (peer) => ({ peer, ...(await measure('drain', [peer.name])) })));

export const printDraining = (rows) =>
  table(['', 'version', 'drained after, ms', 'the request was answered'], rows.map(({ peer, ms, answered }) => [peer.name, peer.version, number(ms), answered]));
