import { expect } from 'chai';
import { once } from 'node:events';
import { Agent, type IncomingMessage, type Server, ServerResponse, createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { drainServer } from 'capture-signals/http';
import { until } from '../support/until.ts';
import { HOUR_MS, Served, ended, listen } from '../support/served.ts';

const cookies = ['session=1', 'csrf=2'];
const upstream = { 'content-type': 'text/plain', 'set-cookie': cookies, connection: 'keep-alive', 'keep-alive': 'timeout=5' };
const tuples = cookies.map((cookie) => ['Set-Cookie', cookie]) as never; // known to Node, not to its types

type Handler = (response: ServerResponse) => void;

const handlers: Record<string, Handler> = {
  'nothing but end': (response) => response.end('body'),
  'nothing but write': (response) => {
    response.write('bo');
    response.end('dy');
  },
  'flushHeaders, and a body later': (response) => {
    response.flushHeaders();
    setImmediate(() => response.end('body'));
  },
  'writeHead with a status': (response) => response.writeHead(201).end('body'),
  'writeHead with a text': (response) => response.writeHead(200, 'Fine').end('body'),
  'writeHead with a text and headers': (response) => response.writeHead(200, 'Fine', { 'X-A': '1', 'Set-Cookie': cookies }).end('body'),
  'writeHead with undefined and headers': (response) => response.writeHead(200, undefined, { 'X-A': '1' }).end('body'),
  'writeHead with an object': (response) => response.writeHead(200, { 'x-a': '1', 'X-B': '2', 'Set-Cookie': cookies }).end('body'),
  'writeHead with a list, two of its names the same': (response) => response.writeHead(200, ['Set-Cookie', cookies[0]!, 'Set-Cookie', cookies[1]!]).end('body'),
  'writeHead with an empty list': (response) => response.writeHead(200, []).end('body'),
  'writeHead with tuples': (response) => response.writeHead(200, tuples).end('body'),
  'writeHead with a text and tuples': (response) => response.writeHead(200, 'Fine', tuples).end('body'),
  'setHeader': (response) => response.setHeader('X-A', ['1', '2']).end('body'),
  'setHeader, and writeHead with a status': (response) => response.setHeader('Set-Cookie', cookies).writeHead(200).end('body'),
  'setHeader, and writeHead with an object': (response) => response.setHeader('X-A', '1').writeHead(200, { 'X-A': '2', 'X-B': '3' }).end('body'),
  'setHeader, and writeHead with a list': (response) => response.setHeader('X-A', '1').writeHead(200, ['X-B', '2', 'X-C', '3']).end('body'),
  'appendHeader': (response) => response.appendHeader('Set-Cookie', cookies[0]!).appendHeader('Set-Cookie', cookies[1]!).end('body'),
  'setHeaders': (response) => response.setHeaders(new Headers([['Set-Cookie', cookies[0]!], ['Set-Cookie', cookies[1]!], ['X-A', '1']])).end('body'),
  'keep-alive copied from an upstream, in an object': (response) => response.writeHead(200, upstream).end('body'),
  'keep-alive copied from an upstream, in a list': (response) =>
    response.writeHead(200, ['Set-Cookie', cookies[0]!, 'connection', 'keep-alive', 'Set-Cookie', cookies[1]!, 'Keep-Alive', 'timeout=5']).end('body'),
  'keep-alive copied from an upstream, in tuples': (response) => response.writeHead(200, [...(tuples as string[]), ['CONNECTION', 'Keep-Alive']] as never).end('body'),
  'keep-alive copied from an upstream, by setHeader': (response) => {
    for (const [name, value] of Object.entries(upstream)) response.setHeader(name, value);
    response.end('body');
  },
  'keep-alive by setHeader, and writeHead with an object': (response) => response.setHeader('Connection', 'keep-alive').writeHead(200, { 'X-A': '1' }).end('body'),
  'keep-alive by setHeader, then flushHeaders': (response) => {
    response.setHeader('connection', ['keep-alive']).flushHeaders();
    response.end('body');
  },
  'the connection header removed': (response) => {
    response.removeHeader('connection');
    response.setHeader('X-A', '1').end('body');
  },
  'the connection header removed, and writeHead with a list': (response) => {
    response.removeHeader('connection');
    response.writeHead(200, ['Set-Cookie', cookies[0]!, 'Set-Cookie', cookies[1]!]).end('body');
  },
  'an answer of its own that says close': (response) => response.writeHead(200, { connection: 'close', 'X-A': '1' }).end('body'),
  'no body: 204': (response) => response.writeHead(204, { 'X-A': '1' }).end(),
  'no body: 304': (response) => response.writeHead(304, ['ETag', '"1"']).end(),
  'a length': (response) => response.writeHead(200, { 'Content-Length': 4 }).end('body'),
  'a length, by setHeader': (response) => response.setHeader('content-length', '4').end('body'),
  'trailers': (response) => {
    response.writeHead(200, { Trailer: 'X-Sum', 'Transfer-Encoding': 'chunked' }).write('body');
    response.addTrailers({ 'X-Sum': '1' });
    response.end();
  },
  'early hints before': (response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.end('body');
  },
  'a library that puts its own writeHead in front, as on-headers does': (response) => {
    const { writeHead } = response;
    response.writeHead = ((status: number, headers: Record<string, string>) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader('X-Time', '1');
      return writeHead.call(response, status);
    }) as never;
    response.writeHead(200, { connection: 'keep-alive', 'X-A': '1' }).end('body');
  },
};

interface Heard {
  connection: string[];
  /** All but what says whether the connection stays. */
  rest: unknown[];
}

async function hear(socket: Socket, title: string): Promise<Heard> {
  const agent = Object.assign(new Agent({ keepAlive: true }), { createConnection: () => socket });
  const sent = request({ host: '127.0.0.1', path: `/${encodeURIComponent(title)}`, agent }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await text(response);
  const headers = Array.from({ length: response.rawHeaders.length / 2 }, (_, i) => response.rawHeaders.slice(2 * i, 2 * i + 2) as [string, string]);
  const isConnection = ([name]: [string, string]) => name.toLowerCase() === 'connection';
  // Node's own Keep-Alive goes with its own `Connection: keep-alive`.
  const rest = headers.filter((header) => !isConnection(header) && header[0] !== 'Date' && !header[1].startsWith('timeout=3600'));
  return { connection: headers.filter(isConnection).map(([, value]) => value), rest: [response.statusMessage, rest, body, response.rawTrailers] };
}

/** Bun announces a connection with its first request, and closes those that are idle when the server stops accepting. */
const isBun = 'bun' in process.versions;

/** Made while the server accepts. */
async function connected(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(isBun ? socket : server, isBun ? 'connect' : 'connection');
  return socket;
}

/** The answer to a request that comes when the server has stopped accepting; on Bun, that came before and is answered then. */
async function asked(server: Server, title: string): Promise<() => Promise<Heard>> {
  const socket = await connected(server);
  if (!isBun) return () => hear(socket, title);
  const came = once(server, 'request');
  const heard = hear(socket, title);
  heard.catch(() => {});
  await came;
  return () => heard;
}

const stopped = (server: Server) => until('it has stopped accepting', () => !server.listening, 2);

class ResponseOfItsOwn extends ServerResponse {
  override writeHead(...args: any[]): this {
    this.setHeader('X-Own', '1');
    return super.writeHead(...(args as [number]));
  }
}

describe('drainServer() and the heads of answers', () => {
  for (const [title, options] of [['', {}], [', where the server has a class of responses of its own', { ServerResponse: ResponseOfItsOwn }]] as const) {
    describe(`changes nothing in them but the connection header${title}`, () => {
      let answering: Promise<void> | undefined;
      let answer = () => {};
      const server = createServer({ ...options, keepAliveTimeout: HOUR_MS }, async (request, response) => {
        await answering;
        handlers[decodeURIComponent(request.url!.slice(1))]!(response);
      });
      // Node refuses tuples where another header has been set.
      const titles = Object.keys(handlers).filter((title) => !('ServerResponse' in options) || !/tuples/.test(title));
      const drain = drainServer(server, { lingerMs: HOUR_MS });
      const served = new Map<string, Heard>();
      const late = new Map<string, () => Promise<Heard>>();

      before(async function () {
        this.timeout(30_000);
        await listen(server);
        for (const title of titles) served.set(title, await hear(await connected(server), title));
        if (isBun) answering = new Promise((resolve) => (answer = resolve));
        for (const title of titles) late.set(title, await asked(server, title));
        void drain.close();
        await stopped(server);
        answer();
      });

      after(() => ended(server, drain));

      for (const title of titles) {
        it(title, async () => {
          const { connection, rest } = await late.get(title)!();
          expect(rest).to.deep.equal(served.get(title)!.rest);
          expect(connection.map((value) => value.toLowerCase())).to.deep.equal(['close']);
        });
      }
    });
  }

  it('leaves the other options of the connection header', async () => {
    const server = createServer(async (_, response) => {
      await stopped(server);
      response.writeHead(426, { Connection: 'keep-alive, Upgrade', Upgrade: 'websocket' }).end();
    });
    const drain = drainServer(server, { lingerMs: HOUR_MS });
    await listen(server);
    const answer = await asked(server, '');
    void drain.close();
    await stopped(server);
    expect(await answer()).to.have.property('connection').that.deep.equals(['Upgrade, close']);
    await ended(server, drain);
  });

  const own = [
    { answer: '400, where there is no Host', says: 'GET / HTTP/1.1\r\n\r\n' },
    { answer: '417, where an expectation is not known', says: 'GET / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\n\r\n' },
  ];
  for (const { answer, says } of own) {
    it(`is in the answers of Node itself: ${answer}`, async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      await using client = await served.accepted();
      served.begin();
      await served.untilRefused();
      client.say(says);
      expect(await client.ended).to.match(new RegExp(`^HTTP/1.1 ${answer.slice(0, 3)} [^]*Connection: close`));
    });
  }

  it('is not said with 101 by a handler that switches protocols itself', async () => {
    await using served = await Served.start({ lingerMs: 0 });
    await using client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.writeHead(101, { Connection: 'Upgrade', Upgrade: 'echo' }).end();
    await client.until('\r\n\r\n');
    expect(client.heard).to.match(/Connection: Upgrade\r\n/);
    await client[Symbol.asyncDispose]();
    await served.drained();
  });
});
