import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { captureSignals } from 'capture-signals';

const port = Number(process.env['PORT'] ?? 8080);
const bytes = { serialize: (text: string) => Buffer.from(text), deserialize: String };
const method = {
  path: '/Greeter/Slow', requestStream: false, responseStream: false,
  requestSerialize: bytes.serialize, requestDeserialize: bytes.deserialize, responseSerialize: bytes.serialize, responseDeserialize: bytes.deserialize,
};

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = new Server();
shutdown.defer(stop, 'gRPC'); // instead of drainServer: it hides its node:http2 server

/** Calls that are under way are answered, new ones refused. What is not answered in time is cancelled. */
async function stop() {
  const timer = setTimeout(() => server.forceShutdown(), 15_000);
  await promisify(server.tryShutdown.bind(server))();
  clearTimeout(timer);
}

async function slow(call: ServerUnaryCall<string, string>, answer: sendUnaryData<string>) {
  console.log('asked');
  await sleep(Number(call.request));
  answer(null, 'slow\n');
}

server.addService({ slow: method }, { slow });
const bound = await promisify(server.bindAsync.bind(server))(`127.0.0.1:${port}`, ServerCredentials.createInsecure());
console.log(`Listening on port ${bound}`);
console.log(`${await shutdown.promise}: answering what is in flight`);
