// Serves requests on connections that stay, and tells whether their being idle keeps any of the requests and answers.
import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { createServer as createHttp2Server, connect as connectHttp2 } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { drainServer } from 'capture-signals/http';
import { selfSigned } from '../../support/self-signed.ts';

const [protocol, kind] = process.argv.slice(2);
const CONNECTIONS = 20;
const seen: WeakRef<object>[] = [];
const server = protocol === 'http' ? createServer() : protocol === 'https' ? createSecureServer(selfSigned) : createHttp2Server();
server.on('request', (request: any, response: ServerResponse) => {
  for (const each of [request, response]) seen.push(new WeakRef(each));
  if (protocol === 'http2') seen.push(new WeakRef(request.stream));
  response.end('served');
  request.resume();
});
if ('keepAliveTimeout' in server) server.keepAliveTimeout = 0; // whatever closes them is not what is tried
await using _drain = drainServer(server as ReturnType<typeof createServer>, { lingerMs: 0 });
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const says = { get, pipelined: get + get + get, early: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n' }[kind as 'get'] ?? get;

async function open(): Promise<{ destroy(): void }> {
  if (protocol === 'http2') {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    await once(session.request().resume(), 'close');
    return session;
  }
  const socket = protocol === 'https' ? connectSecurely({ port, host: '127.0.0.1', ca: selfSigned.cert }) : connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.write(says);
  while (heard.split('served').length - 1 < says.split('HTTP').length - 1) await once(socket, 'data');
  if (kind === 'early') socket.write('later'); // its body, when it is answered already
  return socket;
}

const open20 = [];
for (let i = 0; i < CONNECTIONS; i++) open20.push(await open());
const alive = () => seen.filter((ref) => ref.deref() !== undefined).length;
for (let tries = 0; tries < 100 && alive() > 3; tries++) {
  await setTimeout(5);
  await setImmediate();
  (globalThis as { gc?: () => void }).gc?.();
}
// What has come last may be on the stack still.
console.log(`of the requests of ${CONNECTIONS} connections those of at most one are left: ${alive() <= 3}`);
for (const each of open20) each.destroy();
