import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { Hono } from 'hono';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const app = new Hono();
const server = serve({ fetch: app.fetch, port });
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });
app.get('/slow', async (context) => {
  await untilStopped(server);
  return context.text('slow\n');
});
app.get('/', (context) => context.text('Hello\n'));

await once(server, 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
