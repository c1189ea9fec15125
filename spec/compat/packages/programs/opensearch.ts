// opensearch <way>: a search that is not answered, or whose answer never ends. The client takes no signal.
import { Client } from '@opensearch-project/opensearch';
import { captureSignals } from 'capture-signals';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
async function search(path: string): Promise<unknown> {
  const request = new Client({ node: server.url + path }).search({ index: 'my-index' });
  signalFor(shutdown).addEventListener('abort', () => {
    request.abort();
  });
  return request;
}
const ways: Record<string, () => Promise<unknown>> = {
  'search': () => search(''),
  'search, body': () => search('/body'),
  // Without braces, the listener gives the platform a promise, whose rejection is nobody's.
  async 'search, a listener that returns'() {
    const request = new Client({ node: server.url }).search({ index: 'my-index' });
    signalFor(shutdown).addEventListener('abort', () => request.abort());
    return request;
  },
};
await ways[way]!();
