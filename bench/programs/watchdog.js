// watchdog.js with|without: a capture that is watched from the start, or one without. Milliseconds until it is open and until the thread is
// there, megabytes of the process then, and the median of microseconds from SIGINT to the `abort` listener, over some captures.
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from '../../dist/index.js';
import '../support/keep-alive.js';
import { median } from '../support/statistics.js';

const SAMPLES = 30;
const watchdog = process.argv[2] === 'with';
const threads = () => readdirSync('/proc/self/task').length;

async function isWatched(before) {
  while (watchdog && threads() < before + 1) await sleep(1);
}

const before = threads();
const since = performance.now();
const first = captureSignals('SIGINT', { watchdog, repeatMs: 0 });
const open = performance.now() - since;
await isWatched(before);
const ready = performance.now() - since;
await sleep(50); // what starting has left behind
const memory = process.memoryUsage.rss() / 1e6;

const times = [];
for (let i = 0; i < SAMPLES; i++) {
  const capture = captureSignals('SIGINT', { exclusive: true, repeatMs: 0 });
  await sleep(5);
  let sent = 0n;
  const heard = new Promise((resolve) => capture.signal.addEventListener('abort', () => resolve(Number(process.hrtime.bigint() - sent) / 1000)));
  sent = process.hrtime.bigint();
  process.kill(process.pid, 'SIGINT');
  times.push(await heard);
  await capture.close();
  await sleep(5);
}
await first.close();
process.stdout.write(JSON.stringify({ open, ready, memory, latency: median(times) }), () => process.exit(0));
