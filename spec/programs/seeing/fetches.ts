// fetches <way>: was given the signal to a fetch that has ended, or that is under way, when the signal comes; catches what it throws.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way, taken] = process.argv.slice(2);
const server = createServer((request, response) => {
  if (decodeURI(request.url!) === '/has ended') response.end('all');
  else if (decodeURI(request.url!) === '/waits for its body') response.write('half');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
server.unref();
{
  await using shutdown = captureSignals('SIGINT');
  const signal = taken === 'through any' ? AbortSignal.any([shutdown.signal, AbortSignal.timeout(60_000)]) : shutdown.signal;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${way}`;
  const keepAlive = setInterval(() => {}, 60_000);
  try {
    if (way === 'waits for its head') void globalThis.setTimeout(() => console.log('ready'), 100);
    const response = await fetch(url, { signal });
    if (way === 'waits for its body') console.log('ready');
    await response.text();
    console.log('ready');
    await setTimeout(60_000); // tears down
  } catch (error) {
    console.log(`caught ${(error as Error).message}`);
  } finally {
    clearInterval(keepAlive);
  }
}
console.log('went on');
process.exit();
