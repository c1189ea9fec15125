// undici <way>: a request that is not answered, or whose body never ends.
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { captureSignals } from 'capture-signals';
import { request, stream } from 'undici';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const signal = signalFor(shutdown);
const ways: Record<string, () => Promise<unknown>> = {
  'request': () => request(server.url, { signal }),
  'request, body': async () => (await request(`${server.url}/body`, { signal })).body.text(),
  'request, EventEmitter'() {
    const emitter = new EventEmitter();
    signal.addEventListener('abort', () => emitter.emit('abort'));
    return request(server.url, { signal: emitter });
  },
  'stream': () => stream(`${server.url}/body`, { method: 'GET', signal }, () => new PassThrough().resume()),
};
await ways[way]!();
