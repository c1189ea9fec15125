// undici <way>: a request that is not answered, or whose body never ends.
import { PassThrough } from 'node:stream';
import { captureSignals } from 'capture-signals';
import { request, stream } from 'undici';
import { cleanup, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  'request': () => request(server.url, { signal }),
  'request, body': async () => (await request(`${server.url}/body`, { signal })).body.text(),
  'stream': () => stream(`${server.url}/body`, { method: 'GET', signal }, () => new PassThrough().resume()),
};
await ways[way]!();
