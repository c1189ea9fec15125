// anthropic-sdk <way>: an answer that does not come, or whose stream does not end.
import Anthropic from '@anthropic-ai/sdk';
import { captureSignals } from 'capture-signals';
import { cleanup, log, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const client = (path: string) => new Anthropic({ apiKey: 'none', baseURL: server.url + path });
const question = { model: 'claude', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hello' }] };
const ways: Record<string, () => Promise<unknown>> = {
  'create': () => client('').messages.create(question, { signal }),
  'create, body': () => client('/body').messages.create(question, { signal }),
  'helper': () => client('/stream').messages.stream(question, { signal }).finalMessage(),
  async 'stream'() {
    for await (const _ of await client('/stream').messages.create({ ...question, stream: true }, { signal }));
  },
  async 'stream, throwIfAborted'() {
    for await (const _ of await client('/stream').messages.create({ ...question, stream: true }, { signal }));
    signal.throwIfAborted();
  },
};
await ways[way]!();
log('goes on');
