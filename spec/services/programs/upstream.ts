import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

/** The service behind a proxy. */
export async function startUpstream(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(async (request, response) => {
    if (request.url !== '/slow') return void response.end('Hello\n');
    console.log('asked');
    await sleep(1000);
    response.end('slow\n');
  });
  new WebSocketServer({ server }).on('connection', (socket) => socket.send('Hello'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
  };
}
