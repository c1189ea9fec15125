// genai <way>: an answer that does not come, or whose stream does not end.
import { GoogleGenAI } from '@google/genai';
import { captureSignals } from 'capture-signals';
import { cleanup, signalFor, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const signal = signalFor(shutdown);
const ai = (path: string) => new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: server.url + path } });
const question = { model: 'gemini', contents: 'Hello', config: { abortSignal: signal } };
const ways: Record<string, () => Promise<unknown>> = {
  'generateContent': () => ai('').models.generateContent(question),
  async 'stream'() {
    for await (const _ of await ai('/stream').models.generateContentStream(question));
  },
  'interactions': () => ai('').interactions.create({ model: 'gemini', input: 'Hello' }, { signal }),
};
await ways[way]!();
