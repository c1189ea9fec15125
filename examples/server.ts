/**
 * An HTTP server that loses no request when it is told to end: after Ctrl-C or SIGTERM it stops accepting, answers what is in
 * flight, and exits 0.
 *
 *     node --import tsx examples/server.ts
 *     curl http://localhost:8080/
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080' } = process.env;

async function answer(request: IncomingMessage, response: ServerResponse) {
  console.log(`${request.method} ${request.url}`);
  await sleep(300); // a database, say
  response.end('Hello\n');
}

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 15_000 });
const server = createServer((request, response) => void answer(request, response));
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);

console.log(`${await shutdown.promise}: answering ${drain.inFlight} requests`);
