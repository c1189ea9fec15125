// superagent <way>: a request that is not answered, or whose body never ends. The client takes no signal.
import { captureSignals } from 'capture-signals';
import superagent from 'superagent';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
async function get(path: string): Promise<unknown> {
  const request = superagent.get(server.url + path);
  signalFor(shutdown).addEventListener('abort', () => {
    request.abort();
  });
  return await request;
}
const ways: Record<string, () => Promise<unknown>> = {
  'get': () => get(''),
  'get, body': () => get('/body'),
  // Without braces, the listener gives the platform a promise, whose rejection is nobody's.
  async 'get, a listener that returns'() {
    const request = superagent.get(server.url);
    signalFor(shutdown).addEventListener('abort', () => request.abort());
    return await request;
  },
};
await ways[way]!();
