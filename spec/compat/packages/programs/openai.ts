// openai <way>: an answer that does not come, or whose stream does not end.
import { captureSignals } from 'capture-signals';
import OpenAI from 'openai';
import { cleanup, log, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const client = (path: string) => new OpenAI({ apiKey: 'none', baseURL: server.url + path });
const question = { model: 'gpt', messages: [{ role: 'user' as const, content: 'Say this is a test' }] };
const ways: Record<string, () => Promise<unknown>> = {
  'create': () => client('').chat.completions.create(question, { signal }),
  'create, body': () => client('/body').chat.completions.create(question, { signal }),
  async 'stream'() {
    for await (const _ of await client('/stream').chat.completions.create({ ...question, stream: true }, { signal }));
  },
  async 'stream, throwIfAborted'() {
    for await (const _ of await client('/stream').chat.completions.create({ ...question, stream: true }, { signal }));
    signal.throwIfAborted();
  },
};
await ways[way]!();
log('goes on');
