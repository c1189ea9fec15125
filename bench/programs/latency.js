// latency.js <samples> <peer>: from a signal sent to the call of the `abort` listener, in microseconds, the median. In turns with the
// naive baseline, one signal each, on a loop that was idle.
import { setTimeout as sleep } from 'node:timers/promises';
import '../support/keep-alive.js';
import { loadPeer } from '../support/peers.js';
import { median } from '../support/statistics.js';

const [samples, name] = process.argv.slice(2);
const peers = { baseline: await loadPeer('naive'), own: await loadPeer(name) };
const times = { baseline: [], own: [] };

async function once([key, { listen: { open, openWithoutWindow = open, close, signalOf } }]) {
  const handle = openWithoutWindow('SIGUSR2');
  await sleep(1); // a listener is there long before the signal comes
  const heard = new Promise((resolve) => signalOf(handle).addEventListener('abort', () => resolve(performance.now())));
  const sent = performance.now();
  process.kill(process.pid, 'SIGUSR2');
  times[key].push(((await heard) - sent) * 1000);
  await close(handle);
  await sleep(1);
}

for (let i = 0; i < Number(samples); i++) {
  const order = Object.entries(peers);
  for (const each of i % 2 === 0 ? order : order.reverse()) await once(each);
}
const result = (list) => median(list.slice(samples / 10)); // V8 is still compiling at first
process.stdout.write(JSON.stringify({ baseline: result(times.baseline), own: result(times.own) }), () => process.exit(0));
