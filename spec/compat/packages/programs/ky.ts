// ky <way>: a request that is not answered, or whose body never ends.
import { captureSignals } from 'capture-signals';
import ky from 'ky';
import { cleanup, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  'get': () => ky.get(server.url, { signal }).json(),
  'get, body': () => ky.get(`${server.url}/body`, { signal }).json(),
};
await ways[way]!();
