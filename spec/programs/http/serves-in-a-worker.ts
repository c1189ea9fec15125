// A server that is drained in a worker thread.
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker, isMainThread } from 'node:worker_threads';
import { drainServer } from 'capture-signals/http';

if (isMainThread) {
  await once(new Worker(new URL(import.meta.url)), 'exit');
} else {
  const server = createServer((_, response) => response.end('served'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const drain = drainServer(server, { lingerMs: 0 });
  const [response] = await once(get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }), 'response');
  for await (const part of response) console.log(String(part));
  await drain.close();
  console.log('drained');
}
