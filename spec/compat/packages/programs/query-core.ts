// query-core <way>: a query that is not answered.
import { QueryClient } from '@tanstack/query-core';
import { captureSignals } from 'capture-signals';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const signal = signalFor(shutdown);
const client = new QueryClient();
const ways: Record<string, () => Promise<unknown>> = {
  'cancelQueries'() {
    signal.addEventListener('abort', () => {
      client.cancelQueries();
    });
    return client.fetchQuery({ queryKey: ['answer'], queryFn: (query) => fetch(server.url, { signal: query.signal }) });
  },
  'signal': () => client.fetchQuery({ queryKey: ['answer'], queryFn: () => fetch(server.url, { signal }) }),
};
await ways[way]!();
