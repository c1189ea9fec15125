import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import httpProxy from 'http-proxy';
import { startUpstream } from './upstream.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
await using upstream = await startUpstream(() => server);
const agent = new Agent({ keepAlive: true }); // without one, every answer says that its connection closes
const proxy = httpProxy.createProxyServer({ target: upstream.url, agent });
proxy.on('error', (_error, _request, response) => response.end()); // of sockets, too
const sockets = new Set<Duplex>();
const server = createServer((request, response) => proxy.web(request, response));
server.on('upgrade', (request, socket, head) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  proxy.ws(request, socket, head);
});
shutdown.signal.addEventListener('abort', async () => {
  while (server.listening) await sleep(50); // until the delay is over
  for (const socket of sockets) socket.end(); // the proxy does not know where a frame ends: clients see 1006, and come back
});
await using drain = drainServer(server, { signal: shutdown.signal, delayMs: 500, timeoutMs: 15_000 });

await once(server.listen(port), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
