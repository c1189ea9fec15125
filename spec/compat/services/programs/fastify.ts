import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import fastify from 'fastify';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
await using app = fastify(); // its onClose hooks run when the last request has been answered
await using drain = drainServer(app.server, { signal: shutdown.signal, timeoutMs: 15_000 });
app.addHook('onClose', async () => console.log('closed'));
app.get('/slow', async () => {
  await untilStopped(app.server);
  return 'slow\n';
});
app.get('/', async () => 'Hello\n');

await app.listen({ port, host: '0.0.0.0' }); // with its default, 'localhost', it would make a second server
console.log(`Listening on port ${(app.server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
