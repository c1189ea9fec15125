// express: a server with a request in flight.
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import express from 'express';
import { cleanup, log, ready } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const app = express();
app.get('/', async (_request, response) => {
  ready();
  await shutdown.promise;
  await setTimeout(100);
  response.send('Hello World!');
});
const server = app.listen(0);
await once(server, 'listening');
await using _drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
const { port } = server.address() as AddressInfo;
void fetch(`http://127.0.0.1:${port}`).then((response) => response.text()).then((text) => log(`answered ${text}`));
await shutdown.promise;
