import { expect } from 'chai';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { type ServerHttp2Stream, connect, createSecureServer as createSecureHttp2Server, createServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureServer, request as requestSecurely } from 'node:https';
import { fileURLToPath } from 'node:url';
import { type DrainOptions, drainServer } from 'capture-signals/http';
import { Served, failure, listen } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';
import { until } from '../support/until.ts';

interface Ask {
  method?: 'GET' | 'HEAD' | 'POST';
  expect?: string;
}

type Handler = (response: ServerResponse, stopped: Promise<void>) => unknown;

/**
 * Answers, and whether they are shorter than they say. `stopped` resolves when the server has stopped accepting. `only`: where that can be told; HTTP/1 does
 * not count what comes before a head that was sent before the drain.
 */
const answers: { title: string; isShort: boolean; handler: Handler; asks?: Ask; only?: RegExp }[] = [
  { title: 'ended in the middle, its head sent before the drain', isShort: true, handler: async (response, stopped) => {
    response.writeHead(200, { 'Content-Length': 1000 }).write('begun');
    await stopped;
    response.end();
  } },
  { title: 'ended in the middle, its head sent in the drain', isShort: true, handler: async (response, stopped) => {
    await stopped;
    response.setHeader('content-length', '1000');
    response.write('begun');
    response.end('over');
  } },
  { title: 'of one byte less', isShort: true, handler: async (response, stopped) => {
    await stopped;
    response.writeHead(200, { 'content-length': 5 }).end('1234');
  } },
  { title: 'of no body', isShort: true, handler: async (response, stopped) => {
    await stopped;
    response.writeHead(200, { 'Content-Length': 5 }).end();
  } },
  { title: 'of fewer bytes, though not of fewer characters', isShort: true, handler: async (response, stopped) => {
    await stopped;
    response.writeHead(200, { 'Content-Length': 4 }).end('äöü'.slice(0, 1) + 'x');
  } },
  { title: 'ended in the middle, after 100 Continue', isShort: true, asks: { method: 'POST', expect: '100-continue' }, handler: async (response, stopped) => {
    response.req.resume();
    await stopped;
    response.writeHead(200, { 'Content-Length': 10 }).end('1234567');
  } },
  { title: 'ended in the middle, after early hints', isShort: true, handler: async (response, stopped) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    await stopped;
    response.writeHead(200, { 'Content-Length': 10 }).end('1234567');
  } },
  { title: 'ended in the middle, after 100 Continue, its head sent before the drain', isShort: true, only: /^http2(, secure)?$/, asks: { method: 'POST', expect: '100-continue' }, handler: async (response, stopped) => {
    response.req.resume();
    response.writeHead(200, { 'Content-Length': 10 }).write('12345');
    await stopped;
    response.end();
  } },
  { title: 'ended in the middle, after early hints, its head sent before the drain', isShort: true, only: /^http2(, secure)?$/, handler: async (response, stopped) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.writeHead(200, { 'Content-Length': 10 }).write('12345');
    await stopped;
    response.end();
  } },
  { title: 'of the length that it says, after 100 Continue and early hints', isShort: false, asks: { method: 'POST', expect: '100-continue' }, handler: async (response, stopped) => {
    response.req.resume();
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.writeHead(200, { 'Content-Length': 10 }).write('12345');
    await stopped;
    response.end('67890');
  } },
  { title: 'of the length that it says, in pieces', isShort: false, handler: async (response, stopped) => {
    response.writeHead(200, { 'Content-Length': 12 }).write('äöü');
    await stopped;
    response.write(Buffer.from('123'));
    response.end('373833', 'hex');
  } },
  { title: 'of no length', isShort: false, handler: async (response, stopped) => {
    response.write('begun');
    await stopped;
    response.end();
  } },
  { title: 'to HEAD', isShort: false, asks: { method: 'HEAD' }, handler: async (response, stopped) => {
    await stopped;
    response.writeHead(200, { 'Content-Length': 1000 }).end();
  } },
  { title: 'to HEAD, which its handler answers like GET', isShort: false, asks: { method: 'HEAD' }, handler: async (response, stopped) => {
    response.req.method = 'GET';
    await stopped;
    response.writeHead(200, { 'Content-Length': 5 }).end('hello');
  } },
  { title: '304, which has a length and no body', isShort: false, handler: async (response, stopped) => {
    await stopped;
    response.writeHead(304, { 'Content-Length': 1000 }).end();
  } },
];

const own = { selfSigned, options: { host: '127.0.0.1', path: '/short', agent: false, ca: selfSigned.cert } } as const;

/** Resolves when the answer is over, however. */
function http1(send: typeof request) {
  return async (port: number, { method = 'GET', expect }: Ask): Promise<void> => {
    const sent: ClientRequest = send({ ...own.options, port, method, headers: expect ? { expect } : {} } as object);
    sent.on('error', () => {}).end();
    sent.on('response', (response: IncomingMessage) => response.on('error', () => {}).resume());
    await new Promise((resolve) => sent.once('close', resolve));
  };
}

async function http2(port: number, { method = 'GET', expect }: Ask, scheme = 'http'): Promise<void> {
  const session = connect(`${scheme}://127.0.0.1:${port}`, { ca: selfSigned.cert }).on('error', () => {});
  const stream = session.request({ ':path': '/short', ':method': method, ...(expect && { expect }) }).on('error', () => {});
  stream.resume().end();
  await new Promise((resolve) => stream.once('close', resolve));
  session.destroy();
}

const servers: { name: string; make: () => Server; ask: (port: number, ask: Ask) => Promise<void> }[] = [
  { name: 'http', make: () => createServer(), ask: http1(request) },
  { name: 'https', make: () => createSecureServer(selfSigned) as never, ask: http1(requestSecurely as never) },
  { name: 'http2', make: () => createHttp2Server() as never, ask: http2 },
  { name: 'http2, secure', make: () => createSecureHttp2Server({ ...selfSigned, allowHTTP1: true }) as never, ask: (port, ask) => http2(port, ask, 'https') },
  { name: 'http2 with HTTP/1', make: () => createSecureHttp2Server({ ...selfSigned, allowHTTP1: true }) as never, ask: http1(requestSecurely as never) },
];

/** What the drain rejects with; undefined when it does not. */
async function drained(make: () => Server, ask: (port: number) => Promise<void>, handle: (first: any, second: any, stopped: Promise<void>) => unknown, event = 'request', options: DrainOptions = { lingerMs: 20 }): Promise<string | undefined> {
  const server = make();
  const drain = drainServer(server, options);
  let stopped = () => {};
  const whenStopped = new Promise<void>((resolve) => (stopped = resolve));
  server.on(event, (first, second) => handle(first, second, whenStopped));
  const port = await listen(server);
  const asked = once(server, event);
  const over = ask(port);
  await asked;
  const done = drain.close().then(() => undefined, ({ message }: Error) => message);
  await until('it has stopped accepting', () => !server.listening, 2);
  stopped();
  await over;
  return done;
}

const named = 'drainServer expected every request to be answered, but this process cut short ';

describe('drainServer() and an answer that is shorter than it says', function () {
  this.timeout(30_000);

  for (const { name, make, ask } of servers) {
    for (const { title, isShort, handler, asks = {} } of answers.filter(({ only = /^/ }) => only.test(name))) {
      it(`${isShort ? 'names it' : 'names none'} (${name}): ${title}`, async () => {
        const message = await drained(make, (port) => ask(port, asks), (_, response: ServerResponse, stopped) => handler(response, stopped));
        expect(message).to.equal(isShort ? `${named}${asks.method ?? 'GET'} /short` : undefined);
      });
    }

    for (const hints of [false, true]) it(`names it when it ends in the delay, and not when it has ended before (${name}${hints ? ', after early hints' : ''})`, async () => {
      const server = make();
      const drain = drainServer(server, { delayMs: 100, lingerMs: 20 });
      server.on('request', (_, response: ServerResponse) => {
        if (hints) response.writeEarlyHints({ link: '</a.css>; rel=preload' });
        response.writeHead(200, { 'Content-Length': 5 }).end('1234');
      });
      const port = await listen(server);
      const before = ask(port, { method: 'POST' });
      await once(server, 'request');
      await until('it is over', () => drain.inFlight === 0, 2);
      const failed = failure(drain.close());
      const meanwhile = ask(port, {});
      expect((await failed).message).to.equal(`${named}GET /short`);
      await Promise.all([before, meanwhile]);
    });
  }

  it('names the one of those that share a connection', async () => {
    await using served = await Served.start({ lingerMs: 20 });
    await using client = await served.keptAlive();
    client.say(['/second', '/third', '/fourth'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    const [second, third, fourth] = [await served.arrival(), await served.arrival(), await served.arrival()];
    second.writeHead(200, { 'Content-Length': 6 }).write('sec');
    await client.until('sec');
    served.begin();
    await served.untilRefused();
    fourth.writeHead(200, { 'Content-Length': 6 }).end('fourth');
    third.writeHead(200, { 'Content-Length': 6 }).end('third');
    second.end('ond');
    expect(await client.ended).to.match(/second[^]*third[^]*fourth$/);
    expect((await failure(served.drained())).message).to.equal(`${named}GET /third`);
  });

  for (const [title, isShort] of [['names it where it is short', true], ['names none where it is not', false]] as const) {
    it(`counts no early hints of an answer that waits for its turn: ${title}`, async () => {
      await using served = await Served.start({ lingerMs: 20 });
      await using client = await served.raw(['/first', '/second', '/third'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
      const [first, second, third] = [await served.arrival(), await served.arrival(), await served.arrival()];
      second.writeEarlyHints({ link: '</a.css>; rel=preload' });
      third.writeEarlyHints({ link: '</b.css>; rel=preload' });
      served.begin();
      await served.untilRefused();
      second.writeHead(200, { 'Content-Length': 6 }).end(isShort ? 'sec' : 'second');
      first.end('first');
      await client.until('b.css'); // now it is the turn of the third
      third.writeHead(200, { 'Content-Length': 5 }).end(isShort ? 'th' : 'third');
      expect(await client.ended).to.match(/first[^]*a.css[^]*sec[^]*b.css[^]*th/);
      const message = await served.drained().then(() => undefined, (error: Error) => error.message);
      expect(message).to.equal(isShort ? `${named}GET /second, GET /third` : undefined);
    });
  }

  const streams: [title: string, answer: (stream: ServerHttp2Stream) => void, isShort: boolean][] = [
    ['a stream that responds and is ended', (stream) => {
      stream.respond({ ':status': 200, 'Content-Length': 10 });
      stream.end('short');
    }, true],
    ['a stream that responds with its end', (stream) => stream.respond({ ':status': 200, 'content-length': 10 }, { endStream: true }), true],
    ['a file', (stream) => stream.respondWithFile(fileURLToPath(import.meta.url)), false],
    ['a part of a file', (stream) => stream.respondWithFile(fileURLToPath(import.meta.url), { 'content-length': 10 }, { offset: 5, length: 10 }), false],
    ['of a file that is missing, which its handler answers itself', (stream) => {
      stream.respondWithFile('/missing', {}, { onError() {
        stream.respond({ ':status': 404, 'content-length': 30 });
        stream.end('short');
      } });
    }, true],
    ['one that its client cancels', (stream) => {
      stream.respond({ ':status': 200, 'content-length': 10 });
      stream.write('short');
    }, false],
  ];
  for (const { name, make, scheme } of [{ name: 'plain', make: servers[2]!.make, scheme: 'http' }, { name: 'secure', make: servers[3]!.make, scheme: 'https' }]) {
    for (const [title, answer, isShort] of streams) {
      it(`${isShort ? 'names it' : 'names none'} (HTTP/2, ${name}): ${title}`, async () => {
        const ask = async (port: number) => {
          if (!/cancels/.test(title)) return http2(port, {}, scheme);
          const session = connect(`${scheme}://127.0.0.1:${port}`, { ca: selfSigned.cert }).on('error', () => {});
          const stream = session.request({ ':path': '/short' }).on('error', () => {});
          await once(stream, 'data');
          stream.close(8);
          await once(stream, 'close');
          session.destroy();
        };
        const message = await drained(make, ask, async (stream: ServerHttp2Stream, _, stopped) => {
          stream.on('error', () => {});
          await stopped;
          answer(stream);
        }, 'stream');
        expect(message).to.equal(isShort ? `${named}GET /short` : undefined);
      });
    }
  }
});
