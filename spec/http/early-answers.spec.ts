import { expect } from 'chai';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { type Duplex, Writable } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { HOUR_MS, Served, failure } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

const LENGTH = 8_000_000;

const requests: [title: string, head: string, body: Buffer[]][] = [
  ['with a length', `POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: ${LENGTH}\r\n\r\n`, [Buffer.alloc(LENGTH)]],
  ['in chunks', 'PUT /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
    [...Array.from({ length: 400 }, () => Buffer.concat([Buffer.from('4e20\r\n'), Buffer.alloc(20_000), Buffer.from('\r\n')])), Buffer.from('0\r\n\r\n')]],
];

/** Ways to answer a request whose body is not wanted. */
const refusals: [title: string, answer: (response: ServerResponse) => void][] = [
  ['that has not been touched', (response) => response.writeHead(413).end('too large')],
  ['that was read a little, then paused', (response) => {
    response.req.once('data', () => {
      response.req.pause();
      response.writeHead(401).end('too large');
    });
  }],
  ['that goes into a stream which takes no more', (response) => {
    response.req.pipe(new Writable({ write() {} }));
    response.req.once('pause', () => response.writeHead(403, { Connection: 'keep-alive' }).end('too large'));
  }],
  ['whose handler has stopped in the middle of its loop', async (response) => {
    for await (const _ of response.req) {
      response.writeHead(403).end('too large');
      await new Promise(() => {});
    }
  }],
];

/** Sends all it has before it reads, as Python's http.client does. */
async function sendThenRead(socket: Duplex, head: string, body: readonly Buffer[]): Promise<string> {
  let heard = '';
  let error = '';
  socket.pause();
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (error = ` ${code}`));
  socket.write(head);
  for (const part of body) socket.write(part);
  socket.write('', () => socket.on('data', (data: Buffer) => (heard += data)).resume());
  await once(socket, 'close');
  return heard + error;
}

const servers = [
  { name: 'http', make: () => undefined, dial: (port: number) => connect(port, '127.0.0.1') },
  { name: 'https', make: () => createSecureServer(selfSigned), dial: (port: number) => connectSecurely({ port, host: '127.0.0.1', ca: selfSigned.cert }) },
];

describe('drainServer() and an answer that ends before its request has been read', function () {
  this.timeout(30_000);

  for (const { name, make, dial } of servers) {
    for (const [kind, head, body] of requests) {
      for (const [title, answer] of refusals) {
        for (const lingerMs of [0, 500]) {
          it(`arrives whole (${name}, a body ${kind} ${title}, lingerMs ${lingerMs})`, async () => {
            await using served = await Served.start({ lingerMs }, make());
            const heard = sendThenRead(dial(served.port), head, body);
            const response = await served.arrival();
            served.begin();
            await served.untilRefused();
            answer(response);
            expect(await heard).to.match(/^HTTP\/1.1 4[^]*Connection: close[^]*too large(\r\n0\r\n\r\n)?$/);
            await served.drained();
          });
        }
      }
    }
  }

  it('arrives whole where its head has said keep-alive before the drain, and its handler reads no more', async () => {
    await using served = await Served.start({ lingerMs: 0 });
    const heard = sendThenRead(connect(served.port, '127.0.0.1'), requests[0]![1], requests[0]![2]);
    const response = await served.arrival();
    response.req.once('data', () => response.req.pause());
    response.writeHead(200).write('begun,');
    await once(response.req, 'pause');
    served.begin();
    await served.untilRefused();
    response.end('over');
    expect(await heard).to.match(/keep-alive[^]*begun,[^]*over\r\n0\r\n\r\n$/);
    await served.drained();
  });

  it('leaves the body to a handler that answers first and reads then', async () => {
    await using served = await Served.start({ lingerMs: HOUR_MS });
    const heard = sendThenRead(connect(served.port, '127.0.0.1'), requests[0]![1], requests[0]![2]);
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.writeHead(202).end();
    let length = 0;
    for await (const data of response.req) length += data.length;
    expect(length).to.equal(LENGTH);
    expect(await heard).to.match(/^HTTP\/1.1 202/);
    await served.drained();
  });

  it('is not waited for beyond timeoutMs, and is none that is named', async () => {
    await using served = await Served.start({ lingerMs: HOUR_MS, timeoutMs: 100 });
    await using client = await served.raw('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello');
    client.socket.allowHalfOpen = true;
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.writeHead(413).end('too large');
    await client.until('too large');
    await served.drained();
  });

  it('was cut short where its client is still to read it as timeoutMs is over', async () => {
    await using served = await Served.start({ timeoutMs: 100 });
    await using client = await served.raw('POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello');
    client.socket.pause();
    const response = await served.arrival();
    response.writeHead(413).end(Buffer.alloc(64 * 1024 * 1024));
    expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed POST \/large$/);
  });
});
