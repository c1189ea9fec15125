// http <way>: Node's own client, and what else of Node aborts in words of its own.
import { once } from 'node:events';
import { get } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { cleanup, ready, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;

async function* rows() {
  ready();
  for (;;) {
    await setTimeout(5);
    yield 'row';
  }
}

const ways: Record<string, () => Promise<unknown>> = {
  'get': () => once(get(server.url, { signal }), 'response'),
  async 'get, body'() {
    const [response] = await once(get(`${server.url}/body`, { signal }), 'response');
    for await (const _ of response);
  },
  async 'get, pipeline'() {
    const [response] = await once(get(`${server.url}/body`, { signal }), 'response');
    await pipeline(response, new PassThrough().resume(), { signal });
  },
  'Readable.forEach': () => Readable.from(rows()).forEach(() => {}, { signal }),
  'Readable.map': () => Readable.from(rows()).map((row) => row, { signal }).toArray(),
  'pipeline through a function': () => pipeline(
    rows,
    async function* (source) {
      yield* source;
    },
    new PassThrough({ objectMode: true }).resume(),
    { signal },
  ),
};
await ways[way]!();
