import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { untilStopped } from './in-flight.ts';

/** The service behind a proxy, whose server `front` gives. */
export async function startUpstream(front: () => { readonly listening: boolean }): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(async (request, response) => {
    if (request.url !== '/slow') return void response.end('Hello\n');
    await untilStopped(front());
    response.end('slow\n');
  });
  new WebSocketServer({ server }).on('connection', (socket) => socket.send('Hello'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
  };
}
