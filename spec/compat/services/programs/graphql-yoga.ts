import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { createSchema, createYoga } from 'graphql-yoga';
import { endEventStreams } from './event-streams.ts';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);
const typeDefs = 'type Query { hello: String } type Subscription { ticks: Int }';
const resolvers = {
  Subscription: {
    ticks: {
      async *subscribe() {
        for (let ticks = 0; ; ticks++) {
          yield { ticks };
          await sleep(10);
        }
      },
    },
  },
};

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), disposeOnProcessTerminate: false, logging: 'warn' });
const server = createServer(async (request, response) => {
  if (request.url!.startsWith('/graphql')) return void yoga(request, response);
  if (request.url !== '/slow') return void response.end('Hello\n');
  await untilStopped(server);
  response.end('slow\n');
});
endEventStreams(server, shutdown.signal);
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });

await once(server.listen(port), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
