// pictures/drain: the server of examples/services/server, with a slow request that SIGUSR2 answers. Tells what a drain does.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { Pool } from '../../../examples/services/support/pool.ts';
import { tell } from './told.ts';

const { delayMs, lingerMs, timeoutMs, graceMs } = JSON.parse(process.argv[2]!) as Record<'delayMs' | 'lingerMs' | 'timeoutMs' | 'graceMs', number>;
process.on('SIGUSR2', () => {}); // there from the start: it must not kill

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs });
shutdown.defer(() => tell('pool closed'));
await using pool = await Pool.open();
const server = createServer((request, response) => void answer(request, response));
await using drain = drainServer(server, { signal: shutdown.signal, delayMs, lingerMs, timeoutMs });

async function answer(request: IncomingMessage, response: ServerResponse) {
  if (request.url === '/ready') return response.writeHead(drain.draining ? 503 : 200).end();
  if (request.url === '/slow') {
    tell('slow request begins');
    response.once('finish', () => tell('slow request answered'));
    await once(process, 'SIGUSR2');
  }
  response.end(await pool.query(`select ${request.url}`));
}

async function tellWhenClosed() {
  while (server.listening) await new Promise((resolve) => setTimeout(resolve, 1));
  tell('stops accepting');
}

await once(server.listen(0, '127.0.0.1'), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
await shutdown.promise;
tell(drain.draining ? 'draining' : 'not draining');
await tellWhenClosed();
