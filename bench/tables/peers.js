// What peers cost, next to the baselines and the library.
import { number, table } from '../support/table.js';
import { heapOfPeers } from './heap.js';
import { importing } from './importing.js';
import { openingOfPeers } from './opening.js';
import { sizeOfPeers } from './sizing.js';

export async function measurePeers(peers, scale) {
  const opening = await openingOfPeers(peers, scale);
  const heap = await heapOfPeers(peers, scale);
  const imports = await importing(peers, { processes: Math.ceil(scale.processes / 2) });
  const sizes = await sizeOfPeers(peers);
  return peers.map((peer) => ({ peer, opening: opening[peer.name] ?? {}, heap: heap[peer.name], imports: imports[peer.name], size: sizes[peer.name] }));
}

const NONE = '–';
const timed = (times) => (times === undefined ? NONE : `${number(times.value.median)} (x${number(times.ratio.median)})`);

export const printPeers = (rows) =>
  table(
    ['', 'version', 'open + close alone, µs', '10 at a time, each', '1000 at a time, each', 'heap, B', 'import, ms', 'gzipped, B'],
    rows.map(({ peer, opening, heap, imports, size }) => [
      peer.keepsListening ? `${peer.name} (keeps listening)` : peer.name,
      peer.version,
      timed(opening[1]),
      timed(opening[10]),
      timed(opening[1000]),
      heap === undefined ? NONE : number(heap),
      imports === undefined ? NONE : number(imports),
      size ?? NONE,
    ]),
  );
