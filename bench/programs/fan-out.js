// fan-out.js <peer> <count> <rounds>: one signal to `count` captures with an `abort` listener each, from the first listener of
// the process to the last of them, in turns with `count` times `AbortController.abort()`, and with captures that have a grace. Milliseconds.
// Run with --expose-gc: the garbage of one must not be collected in the time of the other.
import { setImmediate as turn } from 'node:timers/promises';
import '../support/keep-alive.js';
import { loadPeer } from '../support/peers.js';
import { median } from '../support/statistics.js';

const [name, countText, rounds] = process.argv.slice(2);
const count = Number(countText);
const { openWithoutWindow: open, openWithGrace, close, signalOf } = (await loadPeer(name)).listen;
process.setMaxListeners(0);

async function bySignal(open) {
  const handles = Array.from({ length: count }, () => open('SIGUSR2'));
  let since = 0;
  const first = () => {
    since = performance.now();
  };
  process.prependListener('SIGUSR2', first);
  const time = await new Promise((resolve) => {
    let heard = 0;
    for (const handle of handles) {
      signalOf(handle).addEventListener('abort', () => {
        if (++heard === count) resolve(performance.now() - since);
      });
    }
    global.gc();
    process.kill(process.pid, 'SIGUSR2');
  });
  process.off('SIGUSR2', first);
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

const times = { byHand: [], peer: [], grace: [] };
for (let round = -2; round < Number(rounds); round++) {
  await turn();
  const hand = byHand();
  await turn();
  const peer = await bySignal(open);
  await turn();
  const grace = await bySignal(openWithGrace);
  if (round < 0) continue;
  times.byHand.push(hand);
  times.peer.push(peer);
  times.grace.push(grace);
}
process.stdout.write(JSON.stringify({ byHand: median(times.byHand), peer: median(times.peer), grace: median(times.grace) }), () => process.exit(0));
