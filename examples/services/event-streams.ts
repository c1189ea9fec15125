/**
 * Event streams that a framework writes, as tRPC and GraphQL Yoga do. The program does not know when a stream begins or who sends its events. But
 * the client has sent `Accept: text/event-stream`, and every answer passes through the server.
 *
 *     node --import tsx examples/services/event-streams.ts
 *     curl -H 'Accept: text/event-stream' http://localhost:8080/
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { handler } from './support/subscriptions.ts';

const { PORT = '8080', DELAY_MS = '5000' } = process.env;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer((request, response) => void handler(request, response));
await using drain = drainServer(server, { signal: shutdown.signal, delayMs: Number(DELAY_MS), timeoutMs: 15_000 });

const streams = new Set<ServerResponse>();
server.on('request', (request, response) => {
  if (!request.headers.accept?.includes('text/event-stream')) return;
  streams.add(response);
  response.once('close', () => streams.delete(response));
});

/** An answer that has not begun may turn out to be no stream, but an error for example. */
function endStreams(): void {
  for (const response of streams) if (response.headersSent) response.end();
}

shutdown.signal.addEventListener('abort', () => setInterval(endStreams, 50).unref()); // again and again, for streams that begin later

await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
