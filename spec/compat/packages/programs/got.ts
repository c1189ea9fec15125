// got <way>: a request that is not answered, or whose body never ends.
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { captureSignals } from 'capture-signals';
import got from 'got';
import { cleanup, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  'json': () => got(server.url, { signal }).json(),
  'json, body': () => got(`${server.url}/body`, { signal }).json(),
  'stream': () => pipeline(got.stream(`${server.url}/body`, { signal }), new PassThrough().resume()),
};
await ways[way]!();
