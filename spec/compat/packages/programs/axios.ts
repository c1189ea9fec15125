// axios <way>: a request that is not answered, or whose body never ends.
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import axios from 'axios';
import { captureSignals } from 'capture-signals';
import { cleanup, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  'get': () => axios.get(server.url, { signal }),
  'get, body': () => axios.get(`${server.url}/body`, { signal }),
  'get, adapter fetch': () => axios.get(server.url, { signal, adapter: 'fetch' }),
  async 'download'() {
    const { data } = await axios.get(`${server.url}/body`, { signal, responseType: 'stream' });
    await pipeline(data, new PassThrough().resume(), { signal });
  },
};
await ways[way]!();
