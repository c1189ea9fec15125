// connect-node <way>: a call that is not answered. The service is what the generator would have made of its .proto file.
import { create, createFileRegistry } from '@bufbuild/protobuf';
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import { EmptySchema, file_google_protobuf_empty, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { captureSignals } from 'capture-signals';
import { cleanup, signalFor, slowServer, way } from './support.ts';

const call = { inputType: '.google.protobuf.Empty', outputType: '.google.protobuf.Empty' };
const service = { name: 'Service', method: [{ name: 'Say', ...call }, { name: 'Watch', serverStreaming: true, ...call }] };
const file = { name: 'service.proto', syntax: 'proto3', dependency: ['google/protobuf/empty.proto'], service: [service] };
const Service = createFileRegistry(create(FileDescriptorSetSchema, { file: [file_google_protobuf_empty.proto, file] })).getService('Service') as GenService<{
  say: { methodKind: 'unary'; input: typeof EmptySchema; output: typeof EmptySchema };
  watch: { methodKind: 'server_streaming'; input: typeof EmptySchema; output: typeof EmptySchema };
}>;

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const signal = signalFor(shutdown);
const options = { baseUrl: server.url, httpVersion: '1.1' } as const;
const ways: Record<string, () => Promise<unknown>> = {
  'call': () => createClient(Service, createConnectTransport(options)).say({}, { signal }),
  'call, gRPC-web': () => createClient(Service, createGrpcWebTransport(options)).say({}, { signal }),
  async 'stream'() {
    for await (const _ of createClient(Service, createConnectTransport(options)).watch({}, { signal }));
  },
};
await ways[way]!();
