// flood.js <peer|raw>: CPU time that a flood of SIGTERM costs who listens to it. Prints `ready`, then the milliseconds once the
// standard input has ended.
import { loadPeer } from '../support/peers.js';

const name = process.argv[2];
let aborts = 0;
if (name === 'raw') {
  const controller = new AbortController();
  controller.signal.addEventListener('abort', () => { aborts++; });
  process.on('SIGTERM', () => controller.abort());
} else {
  const { open, signalOf } = (await loadPeer(name)).listen;
  signalOf(open('SIGTERM')).addEventListener('abort', () => { aborts++; });
}
const { user, system } = process.cpuUsage();
process.stdin.resume().on('end', () => {
  const used = process.cpuUsage();
  const cpu = (used.user + used.system - user - system) / 1000;
  process.stdout.write(`cpu ${JSON.stringify({ cpu, aborts })}\n`, () => process.exit(0));
});
process.stdout.write('ready\n');
