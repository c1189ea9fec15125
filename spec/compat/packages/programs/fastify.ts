// fastify: a server with a request in flight.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import Fastify from 'fastify';
import { cleanup, log, ready } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const app = Fastify();
app.get('/', async () => {
  ready();
  await shutdown.promise;
  await setTimeout(100);
  return { hello: 'world' };
});
const url = await app.listen({ port: 0 });
await using _drain = drainServer(app.server, { signal: shutdown.signal, timeoutMs: 10_000 });
void fetch(url).then((response) => response.text()).then((text) => log(`answered ${text}`));
await shutdown.promise;
