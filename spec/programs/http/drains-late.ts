// drains-late <http | https | http2 | http2 with HTTP/1>: a server that is drained only when requests are in flight. The program ends as soon as the drain says
// that it is over.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createSecureServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { drainServer } from 'capture-signals/http';
import { selfSigned } from '../../support/self-signed.ts';

function make() {
  switch (process.argv[2]) {
    case 'http': return createServer();
    case 'https': return createSecureServer(selfSigned);
    default: return createHttp2Server({ ...selfSigned, allowHTTP1: true });
  }
}

const server = make();
const responses: ServerResponse[] = [];
server.on('request', (_: unknown, response: ServerResponse) => {
  responses.push(response);
  if (responses.length === 2) console.log('both are in flight');
});
await once(server.listen(0, '127.0.0.1'), 'listening');
console.log(`port ${(server.address() as AddressInfo).port}`);
await once(process.stdin, 'data');

const drain = drainServer(server, { lingerMs: 20 });
setTimeout(() => {
  for (const response of responses) response.end('whole');
}, 200);
await drain.close();
process.exit(0);
