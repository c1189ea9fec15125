import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import express from 'express';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);
const typeDefs = 'type Query { hello: String, slow: String }';
const resolvers = {
  Query: {
    hello: () => 'Hello\n',
    async slow() {
      await untilStopped(server);
      return 'slow\n';
    },
  },
};

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const apollo = new ApolloServer({ typeDefs, resolvers, stopOnTerminationSignals: false, plugins: [{ serverWillStart: async () => ({ serverWillStop }) }] });
await apollo.start();
shutdown.defer(() => apollo.stop(), 'Apollo'); // when the last query has been answered
const app = express();
const server = app.listen(port);
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 }); // ApolloServerPluginDrainHttpServer is not needed

async function serverWillStop() {
  console.log('closed');
}

async function query(query: string): Promise<string> {
  const { body } = await apollo.executeOperation({ query });
  return body.kind === 'single' ? String(Object.values(body.singleResult.data!)[0]) : '';
}

app.get('/slow', async (_request, response) => void response.end(await query('{ slow }')));
app.get('/', async (_request, response) => void response.end(await query('{ hello }')));

await once(server, 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
