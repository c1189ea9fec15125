// grpc-js <way>: a call that is not answered, or whose stream never ends. A call takes no signal.
import { promisify } from 'node:util';
import { Client, credentials, type handleServerStreamingCall, type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { captureSignals } from 'capture-signals';
import { cleanup, ready, signalFor, way } from './support.ts';

const bytes = (message: Buffer) => message;
const method = (path: string, responseStream: boolean) =>
  ({ path, requestStream: false, responseStream, requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes });
const say: handleUnaryCall<Buffer, Buffer> = () => ready();
const watch: handleServerStreamingCall<Buffer, Buffer> = (call) => {
  call.write(Buffer.from('first'));
  ready();
};
const server = new Server();
server.addService({ say: method('/Service/Say', false), watch: method('/Service/Watch', true) }, { say, watch });
const port = await promisify(server.bindAsync.bind(server))('127.0.0.1:0', ServerCredentials.createInsecure());

await using shutdown = captureSignals();
await using _server = { [Symbol.asyncDispose]: async () => server.forceShutdown() };
await using _ = cleanup();
const signal = signalFor(shutdown);
const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
const ways: Record<string, () => Promise<unknown>> = {
  'unary': () => new Promise((resolve, reject) => {
    const call = client.makeUnaryRequest('/Service/Say', bytes, bytes, Buffer.from('hello'), (error, answer) => error ? reject(error) : resolve(answer));
    signal.addEventListener('abort', () => call.cancel());
  }),
  async 'stream'() {
    const call = client.makeServerStreamRequest('/Service/Watch', bytes, bytes, Buffer.from('hello'));
    signal.addEventListener('abort', () => call.cancel());
    for await (const _ of call);
  },
};
await ways[way]!();
