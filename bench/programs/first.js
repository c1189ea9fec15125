// first.js <peer> close|signal: what a process that has done nothing else pays for its first capture, in microseconds of CPU, all threads together: until it is
// open with its AbortSignal, and then until its closing has settled, or from a SIGINT sent to the `abort` listener. A clock would tell what else the machine does.
import { setTimeout as sleep } from 'node:timers/promises';
import '../support/keep-alive.js';
import { loadPeer } from '../support/peers.js';

const [name, what] = process.argv.slice(2);
const { open, close, signalOf } = (await loadPeer(name)).listen;

function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

await sleep(20); // what the start of the process has left behind
const since = cpu();
const handle = open('SIGINT');
const signal = signalOf(handle);
const opened = cpu();
await sleep(5);
const heard = new Promise((resolve) => signal.addEventListener('abort', () => resolve(cpu())));
const begin = cpu();
if (what === 'close') await close(handle);
else process.kill(process.pid, 'SIGINT');
const end = what === 'close' ? cpu() : await heard;
process.stdout.write(JSON.stringify({ open: opened - since, [what]: end - begin }), () => process.exit(0));
