/**
 * Handlers that call another service. With `drain.signal` they have as long as the drain has. `shutdown.signal` would make them fail at once.
 *
 *     node --import tsx examples/services/gateway.ts http://localhost:8080/
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const [upstream = 'http://localhost:8080/'] = process.argv.slice(2);
const { PORT = '8081', TIMEOUT_MS = '15000' } = process.env;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer((_request, response) => void pass(response));
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: Number(TIMEOUT_MS) });

async function pass(response: ServerResponse) {
  try {
    const answer = await fetch(upstream, { signal: drain.signal });
    response.end(await answer.text());
  } catch (error) {
    response.writeHead(drain.signal.aborted ? 504 : 502).end(`${String(error)}\n`);
  }
}

await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
