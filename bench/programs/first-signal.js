// first-signal.js <peer|raw> <signal>: the first signal of a process that has done nothing else, in microseconds from sending
// to the `abort` listener. With SIGINT the library starts its watchdog thread in between.
import '../support/keep-alive.js';
import { loadPeer } from '../support/peers.js';

const [name, signal] = process.argv.slice(2);
let sent = 0n;
const heard = () => process.stdout.write(String(Number(process.hrtime.bigint() - sent) / 1000), () => process.exit(0));

if (name === 'raw') {
  process.on(signal, heard);
} else {
  const { open, signalOf } = (await loadPeer(name)).listen;
  signalOf(open(signal)).addEventListener('abort', heard);
}
setTimeout(() => {
  sent = process.hrtime.bigint();
  process.kill(process.pid, signal);
}, 5);
