import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import fastify from 'fastify';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
await using app = fastify(); // its onClose hooks run when the last request has been answered
await using drain = drainServer(app.server, { signal: shutdown.signal, timeoutMs: 15_000 });
app.addHook('onClose', async () => console.log('closed'));
app.get('/slow', async () => {
  console.log('asked');
  await sleep(1000);
  return 'slow\n';
});
app.get('/', async () => 'Hello\n');

await app.listen({ port, host: '0.0.0.0' }); // for its default, 'localhost', it makes a second server
console.log(`Listening on port ${(app.server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
