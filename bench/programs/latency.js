// latency.js <samples> <name>...: from a signal sent to the call of the `abort` listener, in microseconds; `raw` is a bare
// `process.on`. The subjects take turns, one signal each, on a loop that was idle.
import { setTimeout as sleep } from 'node:timers/promises';
import '../support/keep-alive.js';
import { loadPeer } from '../support/peers.js';
import { median, quantile } from '../support/statistics.js';

const SIGNAL = 'SIGUSR2';
const [samples, ...names] = process.argv.slice(2);

const raw = {
  open: () => {
    const handle = {};
    handle.listener = () => handle.heard();
    process.on(SIGNAL, handle.listener);
    return handle;
  },
  close: (handle) => void process.off(SIGNAL, handle.listener),
  onAbort: (handle, heard) => {
    handle.heard = heard;
  },
};

async function subject(name) {
  const { open: usual, openWithoutWindow: open = usual, close, signalOf } = name === 'raw' ? raw : (await loadPeer(name)).listen;
  const onAbort = name === 'raw' ? raw.onAbort : (handle, heard) => signalOf(handle).addEventListener('abort', heard);
  const times = [];
  const once = async () => {
    const handle = open(SIGNAL);
    await sleep(1); // a listener is there long before the signal comes
    const time = await new Promise((resolve) => {
      let sent = 0n;
      onAbort(handle, () => resolve(Number(process.hrtime.bigint() - sent) / 1000));
      sent = process.hrtime.bigint();
      process.kill(process.pid, SIGNAL);
    });
    times.push(time);
    await close(handle);
    await sleep(1);
  };
  return { name, once, times };
}

const subjects = await Promise.all(names.map(subject));
for (let i = 0; i < Number(samples) + 50; i++) {
  if (i === 50) for (const each of subjects) each.times.length = 0;
  for (const each of i % 2 === 0 ? subjects : [...subjects].reverse()) await each.once();
}
const result = Object.fromEntries(subjects.map(({ name, times }) => [name, { p50: median(times), p99: quantile(times, 0.99) }]));
process.stdout.write(JSON.stringify(result), () => process.exit(0));
