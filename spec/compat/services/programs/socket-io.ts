import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { Server } from 'socket.io';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer(async (request, response) => {
  if (request.url !== '/slow') return void response.end('Hello\n');
  await untilStopped(server);
  response.end('slow\n');
});
const io = new Server(server, { allowRequest: (_request, decide) => decide(null, server.listening) }); // refuses long polls, too, once it has stopped listening
shutdown.signal.addEventListener('abort', async () => {
  while (server.listening) await sleep(50); // until the delay is over
  io.engine.close(); // not disconnectSockets(): its clients do not reconnect
});
await using drain = drainServer(server, { signal: shutdown.signal, delayMs: 500, timeoutMs: 15_000 });
io.on('connection', (socket) => socket.emit('greeting', 'Hello'));

await once(server.listen(port), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
