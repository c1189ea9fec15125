import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const CHUNK = Buffer.alloc(64 * 1024, 'x');
const CHUNKS = 512;
const PAUSE_MS = 10;

async function sendSlowly(response: ServerResponse) {
  response.writeHead(200, { 'Content-Length': CHUNKS * CHUNK.length });
  for (let i = 0; i < CHUNKS && !response.destroyed; i++) {
    response.write(CHUNK);
    await setTimeout(PAUSE_MS);
  }
  response.end();
}

/** A server on the loopback that sends 32 MB in about six seconds. */
export async function serveSlowly() {
  const server = createServer((_request, response) => void sendSlowly(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/demo.bin`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
