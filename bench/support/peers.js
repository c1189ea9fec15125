// The peers: one file each in `peers/`. A new one needs no other change than its file and its dependency.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../peers/', import.meta.url);
const order = ['naive', 'careful', 'capture-signals'];
const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);

/** Loads one adapter. Measuring programs load only those they measure. */
export const loadPeer = async (name) => ({ name, ...(await import(new URL(`${name}.js`, folder))) });

/** Every adapter, the baselines and the library first, each with the version that is installed. */
export async function loadPeers() {
  const names = readdirSync(folder).map((file) => file.replace(/\.js$/, ''));
  names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const peers = await Promise.all(names.map(loadPeer));
  return peers.map((peer) => ({ packageName: peer.name, ...peer, version: versionOf(peer) }));
}

function versionOf({ kind, name, packageName = name }) {
  if (kind === 'baseline') return '';
  const manifest = kind === 'library' ? '../../package.json' : `../node_modules/${packageName}/package.json`;
  return JSON.parse(readFileSync(new URL(manifest, import.meta.url), 'utf8')).version;
}
