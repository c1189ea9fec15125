/**
 * A server behind a load balancer. When it is told to end, its readiness check fails. It goes on until the balancer has noticed, then answers what is in
 * flight, closes its database, and exits 0.
 *
 *     node --import tsx examples/services/server.ts
 *     curl -i http://localhost:8080/ready
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { Pool } from './support/pool.ts';

const { PORT = '8080', DELAY_MS = '5000', TIMEOUT_MS = '15000', GRACE_MS = '25000' } = process.env;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: Number(GRACE_MS), uncaught: true }); // closed last: everything below has to finish in time
await using pool = await Pool.open(); // closed when the last request has been answered
const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(`${error}\n`));
});
await using drain = drainServer(server, { signal: shutdown.signal, delayMs: Number(DELAY_MS), timeoutMs: Number(TIMEOUT_MS) }); // closed first

async function answer(request: IncomingMessage, response: ServerResponse) {
  if (request.url === '/ready') response.writeHead(drain.draining ? 503 : 200).end();
  else response.end(await pool.query(`select ${request.url}`));
}

await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${(await shutdown.promise) ?? 'An error'}: ${drain.inFlight} requests in flight`);
