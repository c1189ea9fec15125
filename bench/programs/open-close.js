// open-close.js <peer> <rounds>: microseconds of opening and closing one alone, what the caller's own turn pays, in turns with the naive baseline.
import { inTurns } from '../support/in-turns.js';
import { loadPeer } from '../support/peers.js';

const [name, rounds] = process.argv.slice(2);
process.setMaxListeners(0);

/** What the closing does later is not measured, and awaited: the loop turns for both. */
function task({ listen: { open, close } }) {
  let closing;
  return { fn: () => void (closing = close(open('SIGUSR2'))), after: () => closing };
}
const tasks = { baseline: task(await loadPeer('naive')), own: task(await loadPeer(name)) };
process.stdout.write(JSON.stringify(await inTurns(tasks, Number(rounds))), () => process.exit(0));
