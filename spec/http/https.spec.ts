import { expect } from 'chai';
import { once } from 'node:events';
import type { RequestOptions } from 'node:http';
import { createServer as createSecureServer, request } from 'node:https';
import { connect } from 'node:net';
import { type TLSSocket, connect as connectSecurely } from 'node:tls';
import type { DrainOptions } from 'capture-signals/http';
import { HOUR_MS, Served, ask, connections, failure } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

const secured = (options?: DrainOptions) => Served.start(options, createSecureServer(selfSigned));
const options = (served: Served) => ({ port: served.port, host: '127.0.0.1', ca: selfSigned.cert });
const get = (served: Served, path: string) => ask({ agent: false, path, ...options(served) } as RequestOptions, request);

async function shakenHands(served: Served): Promise<TLSSocket> {
  const socket = connectSecurely(options(served));
  socket.on('error', () => {});
  await once(served.server, 'secureConnection');
  return socket;
}

describe('drainServer() with https', function () {
  this.timeout(30_000);

  it('answers what is in flight, and closes what is idle or has not shaken hands', async () => {
    await using served = await secured({ lingerMs: 50 });
    await using halfway = await served.raw();
    const idle = await shakenHands(served);
    const closed = once(idle, 'close');
    const answer = get(served, '/busy');
    const response = await served.arrival();
    served.begin();
    await closed;
    await halfway.ended;
    response.end('secret');
    expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'secret' });
    await served.drained();
    expect(await connections(served.server)).to.equal(0);
  });

  it('closes what is idle or has not shaken hands at once when lingerMs is 0', async () => {
    await using served = await secured({ lingerMs: 0 });
    await using halfway = await served.raw();
    const idle = await shakenHands(served);
    const closed = once(idle, 'close');
    await served.drained();
    await Promise.all([closed, halfway.ended]);
  });

  it('lets a connection shake hands and answers it: one that has sent nothing as the drain begins', async () => {
    await using served = await secured({ lingerMs: HOUR_MS });
    const socket = connect(served.port, '127.0.0.1');
    await once(served.server, 'connection');
    served.begin();
    await served.untilRefused();
    const secure = connectSecurely({ socket, ca: selfSigned.cert, servername: 'localhost' });
    secure.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    (await served.arrival()).end('secret');
    let heard = '';
    secure.setEncoding('latin1').on('data', (text: string) => (heard += text));
    await once(secure, 'close');
    expect(heard).to.match(/Connection: close[^]*secret$/);
    await served.drained();
  });

  it('lets a connection shake hands and answers it: one that is in the middle', async () => {
    await using served = await secured({ lingerMs: HOUR_MS });
    const socket = connectSecurely(options(served));
    await once(served.server, 'connection');
    served.begin();
    await served.untilRefused();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    (await served.arrival()).end('secret');
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => (heard += text));
    await once(socket, 'close');
    expect(heard).to.match(/Connection: close[^]*secret$/);
    await served.drained();
  });

  it('keeps an idle connection for the request that is on its way', async () => {
    await using served = await secured({ lingerMs: HOUR_MS });
    const socket = await shakenHands(served);
    served.begin();
    await served.untilRefused();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    (await served.arrival()).end('secret');
    expect(String((await once(socket, 'data'))[0])).to.match(/Connection: close/);
    await served.drained();
  });

  it('names what timeoutMs has destroyed, and what others have cut short', async () => {
    await using served = await secured({ timeoutMs: 100 });
    const failures = [failure(get(served, '/slow')), failure(get(served, '/cut'))];
    const responses = [await served.arrival(), await served.arrival()];
    served.begin();
    await served.untilRefused();
    responses.find(({ req }) => req.url === '/cut')!.destroy();
    expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/slow, and this process cut short GET \/cut$/);
    for (const destroyed of failures) expect(await destroyed).to.have.property('code', 'ECONNRESET');
  });

  for (const event of ['connection', 'secureConnection']) {
    it(`names an answer that was ended and that a slow reader has not taken as somebody destroys the socket of '${event}'`, async () => {
      await using served = await secured();
      const announced = once(served.server, event);
      const client = await shakenHands(served);
      client.pause().write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).end(Buffer.alloc(64 * 1024 * 1024));
      served.begin();
      await served.untilRefused();
      (await announced)[0].destroy();
      expect((await failure(served.drained())).message).to.match(/this process cut short GET \/large$/);
      client.destroy();
    });
  }

  it('names no answer that was sent whole in the turn in which its handler destroys the socket', async () => {
    await using served = await secured();
    const answer = get(served, '/small');
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.end('whole').socket!.destroy();
    expect(await answer).to.have.property('body', 'whole');
    await served.drained();
  });

  it('names an answer that waits behind 100 Continue as its handler destroys the socket', async () => {
    await using served = await secured();
    const client = await shakenHands(served);
    served.begin();
    await served.untilRefused();
    client.write('POST /behind HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n');
    served.server.once('request', (_, response) => response.end('lost').socket!.destroy());
    expect((await failure(served.drained())).message).to.match(/this process cut short POST \/behind$/);
    client.destroy();
  });

  it('waits no more for a client that has gone away', async () => {
    await using served = await secured();
    const socket = await shakenHands(served);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await served.arrival();
    served.begin();
    await served.untilRefused();
    socket.destroy();
    await served.drained();
  });
});
