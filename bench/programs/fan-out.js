// fan-out.js <peer> <count> <rounds>: one signal to `count` captures with an `abort` listener each, from the first listener of the process to the last of them, in
// turns with `count` times `AbortController.abort()`. Milliseconds, medians. Run with --expose-gc: the garbage of one must not be collected in the time of the other.
import { setImmediate as turn } from 'node:timers/promises';
import '../support/keep-alive.js';
import { loadPeer } from '../support/peers.js';
import { median } from '../support/statistics.js';

const [name, countText, rounds] = process.argv.slice(2);
const count = Number(countText);
const { openWithoutWindow: open, close, signalOf } = (await loadPeer(name)).listen;
process.setMaxListeners(0);

async function bySignal() {
  const handles = Array.from({ length: count }, () => open('SIGUSR2'));
  let since = 0;
  process.prependOnceListener('SIGUSR2', () => (since = performance.now()));
  const time = await new Promise((resolve) => {
    let heard = 0;
    for (const handle of handles) signalOf(handle).addEventListener('abort', () => ++heard === count && resolve(performance.now() - since));
    global.gc();
    process.kill(process.pid, 'SIGUSR2');
  });
  await Promise.all(handles.reverse().map(close));
  return time;
}

function byHand() {
  const controllers = Array.from({ length: count }, () => new AbortController());
  let heard = 0;
  for (const { signal } of controllers) signal.addEventListener('abort', () => { heard++; });
  const reason = new Error('Interrupted');
  global.gc();
  const since = performance.now();
  for (const controller of controllers) controller.abort(reason);
  return performance.now() - since;
}

const times = { baseline: [], own: [] };
for (let round = -2; round < Number(rounds); round++) {
  await turn();
  times.baseline.push(byHand());
  await turn();
  times.own.push(await bySignal());
}
process.stdout.write(JSON.stringify({ baseline: median(times.baseline.slice(2)), own: median(times.own.slice(2)) }), () => process.exit(0));
