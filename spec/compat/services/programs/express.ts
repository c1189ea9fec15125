import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import express from 'express';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const app = express();
const server = app.listen(port);
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });
app.get('/slow', async (_request, response) => {
  await untilStopped(server);
  response.send('slow\n');
});
app.get('/', (_request, response) => void response.send('Hello\n'));

await once(server, 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
