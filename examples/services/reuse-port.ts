/**
 * Two processes on one port, without a primary: with `reusePort` the system gives each a share of the connections. The new process is started before the old
 * one is told to end. Node 22.12 and later, on Linux and some other systems.
 *
 *     node --import tsx examples/services/reuse-port.ts & sleep 1
 *     node --import tsx examples/services/reuse-port.ts & sleep 1; kill %1
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080' } = process.env;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer((_request, response) => response.end(`Hello from ${process.pid}\n`));
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });

const address = { port: Number(PORT), reusePort: true };
await once(server.listen(address), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
