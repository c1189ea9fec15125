/**
 * Socket activation with systemd: the socket belongs to systemd, and stays open while the program restarts. Connections made in between wait for the next
 * process. Started by hand, the program listens on a port of its own.
 *
 *     node --import tsx examples/services/socket-activation.ts
 *     systemd-socket-activate -l 8080 node --import tsx examples/services/socket-activation.ts
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080', LISTEN_FDS, LISTEN_PID } = process.env;
/** The first socket that systemd passes is descriptor 3. Children inherit the variables: LISTEN_PID says which process they are for. */
const given = Number(LISTEN_PID) === process.pid && Number(LISTEN_FDS) === 1 ? { fd: 3 } : undefined;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer((_request, response) => response.end(`Hello from ${process.pid}\n`));
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 }); // no delayMs: nobody is turned away

await once(server.listen(given ?? { port: Number(PORT) }), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
