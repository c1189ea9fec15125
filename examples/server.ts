/**
 * An HTTP server that loses no request when it is told to end: Ctrl-C or SIGTERM stops it from accepting, what is in flight is
 * answered, and the process exits 0.
 *
 *     node --import tsx examples/server.ts [port]
 *     curl http://localhost:8080/
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const [port = 8080] = process.argv.slice(2).map(Number);

const server = createServer(async (request, response) => {
  console.log(`${request.method} ${request.url}`);
  await sleep(300); // a database, say
  response.end('Hello\n');
});

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 15_000 });
await using _ = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
server.listen(port);
await once(server, 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);

console.log(`${await shutdown.promise}: answering what is in flight`);
