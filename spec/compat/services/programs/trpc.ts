import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { initTRPC } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { endEventStreams } from './event-streams.ts';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);
const t = initTRPC.create();
const router = t.router({
  ticks: t.procedure.subscription(async function* ({ signal }) {
    for (let ticks = 0; !signal?.aborted; ticks++) {
      yield ticks;
      await sleep(10);
    }
  }),
});

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const handler = createHTTPHandler({ router });
const server = createServer(async (request, response) => {
  if (request.url === '/ticks') return handler(request, response);
  if (request.url !== '/slow') return void response.end('Hello\n');
  await untilStopped(server);
  response.end('slow\n');
});
endEventStreams(server, shutdown.signal);
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });

await once(server.listen(port), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
