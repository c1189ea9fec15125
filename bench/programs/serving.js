// serving.js <bare|drain>: an HTTP server, with a drain that has not begun or without. Says its port. At each line of input it says what has been used since the
// line before, in JSON: milliseconds of garbage collection and of CPU, and the heap in MB, once it was collected. Wants --expose-gc.
import { createServer } from 'node:http';
import { PerformanceObserver } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const server = createServer((_, response) => response.end('answer'));
server.keepAliveTimeout = 0;
if (process.argv[2] === 'drain') {
  const { drainServer } = await import('../../dist/http.js');
  drainServer(server);
}
server.listen(0, '127.0.0.1', 100_000, () => console.log(`port ${server.address().port}`));

let gcMs = 0;
new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => { gcMs += duration; })).observe({ entryTypes: ['gc'] });
let cpu = process.cpuUsage();
let times = 0;
for await (const _ of createInterface({ input: process.stdin })) {
  await new Promise(setImmediate); // the observer is told a turn later
  const { user, system } = process.cpuUsage(cpu);
  const used = { gcMs, cpuMs: (user + system) / 1000 };
  globalThis.gc();
  console.log(`used ${++times} ${JSON.stringify({ ...used, heapMb: process.memoryUsage().heapUsed / 2 ** 20 })}`);
  await new Promise(setImmediate);
  gcMs = 0;
  cpu = process.cpuUsage();
}
process.exit();
