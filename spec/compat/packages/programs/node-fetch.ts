// node-fetch <way>: a request that is not answered, or whose body never ends.
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { captureSignals } from 'capture-signals';
import fetch from 'node-fetch';
import { cleanup, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  'fetch': () => fetch(server.url, { signal }),
  'json': async () => (await fetch(`${server.url}/body`, { signal })).json(),
  'download': async () => pipeline((await fetch(`${server.url}/body`, { signal })).body!, new PassThrough().resume()),
};
await ways[way]!();
