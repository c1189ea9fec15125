// How long draining an HTTP server takes whose longest request takes 300 ms.
import { measure } from '../support/children.js';
import { number, table } from '../support/table.js';

export const measureDraining = (peers) =>
  Promise.all(peers.filter(({ drain }) => drain).map(async (peer) => ({ peer, ...(await measure('drain', [peer.name])) })));

export const printDraining = (rows) =>
  table(['', 'version', 'drained after, ms', 'the request was answered'], rows.map(({ peer, ms, answered }) => [peer.name, peer.version, number(ms), answered]));
