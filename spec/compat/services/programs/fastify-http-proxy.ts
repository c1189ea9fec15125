import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import httpProxy from '@fastify/http-proxy';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import fastify from 'fastify';
import { startUpstream } from './upstream.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
await using upstream = await startUpstream(() => app.server);
await using app = fastify();
await app.register(httpProxy, { upstream: upstream.url, websocket: true });
const sockets = new Set<Duplex>();
app.server.on('upgrade', (_request, socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});
shutdown.signal.addEventListener('abort', async () => {
  while (app.server.listening) await sleep(50); // until the delay is over
  for (const socket of sockets) socket.end();
});
await using drain = drainServer(app.server, { signal: shutdown.signal, delayMs: 500, timeoutMs: 15_000 });

await app.listen({ port, host: '0.0.0.0' });
console.log(`Listening on port ${(app.server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
