// redis-client <way>: a command that waits for a connection, or for its answer.
import { createClient } from '@redis/client';
import { captureSignals } from 'capture-signals';
import { cleanup, ready, signalFor, silentServer, way } from './support.ts';

await using server = await silentServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const signal = signalFor(shutdown);
const connectedTo = (port: number) => {
  const client = createClient({ socket: { host: '127.0.0.1', port } }).on('error', ready);
  client.connect().catch(() => {});
  return client.withAbortSignal(signal);
};
const DISCARD = 9; // where nobody listens
const ways: Record<string, () => Promise<unknown>> = {
  'offline': () => connectedTo(DISCARD).get('key'),
  'get': () => connectedTo(server.port).get('key'),
  'get, race': () => shutdown.race(connectedTo(server.port).get('key')),
};
await ways[way]!();
