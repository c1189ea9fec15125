// generative-ai <way>: an answer that does not come, or whose stream does not end.
import { GoogleGenerativeAI } from '@google/generative-ai';
import { captureSignals } from 'capture-signals';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const signal = signalFor(shutdown);
const model = (path: string) => new GoogleGenerativeAI('none').getGenerativeModel({ model: 'gemini' }, { baseUrl: server.url + path });
async function read({ stream }: { stream: AsyncIterable<unknown> }): Promise<void> {
  for await (const _ of stream);
}
const ways: Record<string, () => Promise<unknown>> = {
  'generateContent': () => model('').generateContent('Hello', { signal }),
  'stream': async () => read(await model('/stream').generateContentStream('Hello', { signal })),
  async 'stream, checkpoint'() {
    const answer = await model('/stream').generateContentStream('Hello', { signal });
    answer.response.catch(() => {});
    await read(answer).finally(() => shutdown.checkpoint());
  },
};
await ways[way]!();
