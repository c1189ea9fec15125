// elasticsearch <way>: a search that is not answered, or whose answer never ends.
import { Client } from '@elastic/elasticsearch';
import { captureSignals } from 'capture-signals';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const search = (path: string) => new Client({ node: server.url + path }).search({ index: 'my-index' }, { signal: signalFor(shutdown) });
const ways: Record<string, () => Promise<unknown>> = {
  'search': () => search(''),
  'search, body': () => search('/body'),
};
await ways[way]!();
