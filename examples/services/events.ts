/**
 * Server-sent events and long polls. Both wait for something that may never come, so they are ended when the signal comes: a stream after a whole event, a
 * poll with an answer. Their clients come back, and the load balancer sends them elsewhere.
 *
 *     node --import tsx examples/services/events.ts
 *     curl http://localhost:8080/events & curl -i http://localhost:8080/poll
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080', DELAY_MS = '5000', EVERY_MS = '1000' } = process.env;
const streams = new Set<ServerResponse>();
const polls = new Set<ServerResponse>();

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer((request, response) => {
  const waiting = request.url === '/events' ? streams : polls;
  if (waiting === streams) response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
  waiting.add(response);
  response.once('close', () => waiting.delete(response));
  if (drain.draining) endAll();
});
await using drain = drainServer(server, { signal: shutdown.signal, delayMs: Number(DELAY_MS), timeoutMs: 15_000 });

function publish(news: string): void {
  for (const response of streams) response.write(`data: ${news}\n\n`);
  for (const response of polls) response.end(`${news}\n`);
  polls.clear();
}

/** With status 200: after any other an `EventSource` does not come back. `retry` spreads out the clients that do. */
function endAll(): void {
  for (const response of streams) response.end(`retry: ${Math.round(1000 + 4000 * Math.random())}\n\n`);
  for (const response of polls) response.writeHead(204).end();
  streams.clear();
  polls.clear();
}

shutdown.signal.addEventListener('abort', endAll);
setInterval(() => publish(new Date().toISOString()), Number(EVERY_MS)).unref();

await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
await shutdown.promise;
