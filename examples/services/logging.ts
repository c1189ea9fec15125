/**
 * A server that logs its shutdown, in the lines that an operator wants:
 *
 *     SIGTERM: 12 requests in flight
 *     3 left
 *     done in 840 ms
 *
 *     node --import tsx examples/services/logging.ts
 *     (echo hello; sleep 3) | curl -T - http://localhost:8080/
 */
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals, type SignalName } from 'capture-signals';
import { drainServer, type ServerDrain } from 'capture-signals/http';

const { PORT = '8080', EVERY_MS = '1000' } = process.env;

function logShutdown(drain: ServerDrain, log: (line: string) => void): void {
  let begin = 0;
  let left = 0;

  function countDown(): void {
    if (drain.inFlight === left) return;
    left = drain.inFlight;
    log(`${left} left`);
  }

  subscribe('capture-signals:requested', (message) => {
    const { signal, count, prevented } = message as { signal: SignalName; count: number; prevented: boolean };
    if (prevented || count > 1) return;
    begin = performance.now();
    left = drain.inFlight;
    log(`${signal}: ${left} requests in flight`);
    setInterval(countDown, Number(EVERY_MS)).unref();
  });
  subscribe('capture-signals:graceExpired', (message) => log(`given up after ${(message as { graceMs: number }).graceMs} ms`));
  subscribe('capture-signals:closed', () => log(`done in ${Math.round(performance.now() - begin)} ms`));
}

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer((request, response) => void request.pipe(response)); // an echo: in flight until its client has sent all
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });
logShutdown(drain, console.log);

await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
await shutdown.promise;
