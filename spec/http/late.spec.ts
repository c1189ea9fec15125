import { expect } from 'chai';
import { once } from 'node:events';
import { Agent, type IncomingMessage, type RequestOptions, type Server, type ServerResponse, createServer, request as requestPlainly } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server, createSecureServer as createSecureHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer as createSecureServer, request as requestSecurely } from 'node:https';
import { connect as connectSecurely } from 'node:tls';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type DrainOptions, drainServer } from 'capture-signals/http';
import { start } from '../support/process.ts';
import { until } from '../support/until.ts';
import { HOUR_MS, ask, connections, disposable, failure, listen } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** A client that keeps what it hears. */
function dial(port: number, isSecure: boolean): { socket: Duplex; heard: () => string; ended: Promise<unknown> } {
  const socket: Duplex = isSecure ? connectSecurely({ port, host: '127.0.0.1', ca: selfSigned.cert }) : connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (data: string) => (text += data)).on('error', () => {});
  return { socket, heard: () => text, ended: new Promise((resolve) => socket.once('close', resolve)) };
}

const servers = [
  { name: 'http', isSecure: false, make: () => createServer() },
  { name: 'https', isSecure: true, make: () => createSecureServer(selfSigned) },
  { name: 'http2 with HTTP/1', isSecure: true, make: () => createSecureHttp2Server({ ...selfSigned, allowHTTP1: true }) as unknown as Server },
];

for (const { name, isSecure, make } of servers) {
  describe(`drainServer() of a server that has connections already (${name})`, function () {
    this.timeout(30_000);

    let server: Server;
    let port: number;
    const responses: ServerResponse[] = [];

    beforeEach(async () => {
      server = make();
      server.keepAliveTimeout = HOUR_MS;
      responses.length = 0;
      server.on('request', (_: IncomingMessage, response: ServerResponse) => responses.push(response));
      port = await listen(server);
    });

    const arrival = async (): Promise<ServerResponse> => {
      await until('a request has arrived', () => responses.length > 0, 2);
      return responses.shift()!;
    };
    const drained = (options: DrainOptions = {}) => {
      const drain = drainServer(server, options);
      return { drain, done: drain.close() };
    };

    it('answers what is in flight, with Connection: close, and waits for it', async () => {
      const client = dial(port, isSecure);
      client.socket.write(request('/'));
      const response = await arrival();
      const { drain, done } = drained();
      expect(drain.inFlight).to.equal(1);
      await until('it has stopped accepting', () => !server.listening, 2);
      response.end('whole');
      await client.ended;
      expect(client.heard()).to.match(/Connection: close[^]*whole$/);
      await done;
      expect(drain.inFlight).to.equal(0);
    });

    it('answers what is pipelined on one connection, one after the other', async () => {
      const client = dial(port, isSecure);
      client.socket.write(['/1', '/2', '/3'].map(request).join(''));
      const three = [await arrival(), await arrival(), await arrival()];
      const { done } = drained();
      await until('it has stopped accepting', () => !server.listening, 2);
      for (const response of three) {
        response.end(`answer to ${response.req.url}`);
        await until('it is answered', () => client.heard().endsWith(response.req.url!), 2);
      }
      await client.ended;
      expect(client.heard()).to.match(/answer to \/1[^]*answer to \/2[^]*Connection: close[^]*answer to \/3$/);
      await done;
    });

    it('closes what is idle after lingerMs', async () => {
      const client = dial(port, isSecure);
      client.socket.write(request('/'));
      (await arrival()).end('first');
      await until('it is answered', () => client.heard().endsWith('first'), 2);
      const { done } = drained({ lingerMs: 20 });
      await Promise.all([client.ended, done]);
      if ('getConnections' in server) expect(await connections(server)).to.equal(0);
    });

    it('answers the request that is on its way on an idle one', async () => {
      const client = dial(port, isSecure);
      client.socket.write(request('/'));
      (await arrival()).end('first');
      await until('it is answered', () => client.heard().endsWith('first'), 2);
      const { done } = drained({ lingerMs: HOUR_MS });
      await until('it has stopped accepting', () => !server.listening, 2);
      client.socket.write(request('/2'));
      (await arrival()).end('second');
      await client.ended;
      expect(client.heard()).to.match(/Connection: close[^]*second$/);
      await done;
    });

    it('destroys after timeoutMs what is left, and names it', async () => {
      const client = dial(port, isSecure);
      client.socket.write(request('/slow'));
      await arrival();
      const { done } = drained({ timeoutMs: 50 });
      expect(await failure(done)).to.have.property('message').that.matches(/within 50 ms, but destroyed GET \/slow$/);
      await client.ended;
    });

    if (!isSecure) it('ends where a client keeps asking', async () => {
      using agent = disposable(new Agent({ keepAlive: true, maxSockets: 1 }));
      server.on('request', (_, response) => setImmediate(() => response.end('answered')));
      const get = () => ask({ port, host: '127.0.0.1', agent });
      await get();
      const { done } = drained({ lingerMs: 50 });
      await until('it has stopped accepting', () => !server.listening, 2);
      expect(await get()).to.include({ connection: 'close' });
      await done;
    });

    it('leaves an upgraded socket to its owner, and destroys it after timeoutMs, and names it', async () => {
      server.on('upgrade', (_, socket: Duplex) => {
        socket.on('error', () => {});
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
        socket.on('data', (data) => socket.write(data));
      });
      const client = dial(port, isSecure);
      client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      await until('it is upgraded', () => client.heard().endsWith('\r\n\r\n'), 2);
      const { drain, done } = drained({ lingerMs: 0, timeoutMs: 200 });
      const failed = failure(done);
      expect(drain.inFlight).to.equal(0);
      await until('it has stopped accepting', () => !server.listening, 2);
      client.socket.write('still there?');
      await until('it is', () => client.heard().endsWith('still there?'), 2);
      await client.ended;
      expect((await failed).message).to.match(/destroyed an upgraded connection from before$/);
    });

    for (const timeoutMs of [undefined, 200]) {
      it(`leaves an upgraded socket to its owner, who has not written yet: timeoutMs ${timeoutMs}`, async () => {
        const client = dial(port, isSecure);
        const taken = once(server, 'upgrade');
        client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
        const socket = (await taken)[1] as Duplex;
        socket.on('error', () => {});
        const { done } = drained({ lingerMs: 0, timeoutMs });
        const over = done.then(() => '', (error: Error) => error.message);
        await until('it has stopped accepting', () => !server.listening, 2);
        await setTimeout(100); // several looks
        if (timeoutMs === undefined) socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nwelcome');
        await client.ended;
        expect(client.heard()).to.match(timeoutMs === undefined ? /welcome$/ : /^$/);
        expect(await over).to.match(timeoutMs === undefined ? /^$/ : /destroyed an upgraded connection from before$/);
      });
    }

    for (const isGone of [true, false]) {
      it(`counts no more what a client has asked for that has gone away ${isGone ? 'before the drain begins' : 'in the drain'}`, async () => {
        const client = dial(port, isSecure);
        client.socket.write(request('/left'));
        await arrival();
        const drain = drainServer(server, { lingerMs: 0 });
        expect(drain.inFlight).to.equal(1);
        const done = isGone ? undefined : drain.close();
        if (!isGone) await until('it has stopped accepting', () => !server.listening, 2);
        client.socket.destroy();
        await until('nothing is in flight', () => drain.inFlight === 0, 2);
        await (done ?? drain.close());
        expect(drain.inFlight).to.equal(0);
      });
    }

    it('closes a connection that has sent nothing after lingerMs', async () => {
      const socket = connect(port, '127.0.0.1');
      await once(server, 'connection');
      const { done } = drained({ lingerMs: 20 });
      await Promise.all([once(socket, 'close'), done]);
    });
  });
}

/** HTTP/2 in TLS is found before its next stream where Node keeps a list of sessions. */
const isListed = Number(process.versions.node.split('.')[0]) >= 24;
const servers2 = [
  { name: 'plain', make: () => createHttp2Server(), isFound: true },
  { name: 'secure', make: () => createSecureHttp2Server(selfSigned), isFound: isListed },
];

for (const { name, make, isFound } of servers2) {
  describe(`drainServer() of a server that has sessions of HTTP/2 already (${name})`, function () {
    this.timeout(30_000);

    async function start() {
      const server = make();
      const streams: ServerHttp2Stream[] = [];
      server.on('stream', (stream: ServerHttp2Stream) => {
        stream.on('error', () => {});
        streams.push(stream);
      });
      const port = await listen(server);
      const session = connectHttp2(`http${name === 'plain' ? '' : 's'}://127.0.0.1:${port}`, { ca: selfSigned.cert });
      session.on('error', () => {});
      await once(session, 'connect');
      const get = (path: string): Promise<string> =>
        new Promise((resolve) => {
          let text = '';
          const stream = session.request({ ':path': path });
          stream.setEncoding('utf8').on('data', (data: string) => (text += data)).on('error', () => {}).on('close', () => resolve(text));
        });
      const arrival = async () => {
        await until('a stream has arrived', () => streams.length > 0, 2);
        return streams.shift()!;
      };
      return { server, session, get, arrival };
    }

    it('finishes the streams, and sends GOAWAY', async () => {
      const { server, session, get, arrival } = await start();
      const answer = get('/before');
      const stream = await arrival();
      const drain = drainServer(server);
      expect(drain.inFlight).to.equal(isFound ? 1 : 0);
      const drained = drain.close();
      if (isFound) await once(session, 'goaway');
      stream.respond({ ':status': 200 });
      stream.end('whole');
      expect(await answer).to.equal('whole');
      if (!isFound) session.close();
      await drained;
    });

    it('ends where an upload stays open behind an answer from before', async () => {
      const { server, session, arrival } = await start();
      const upload = session.request({ ':method': 'POST' });
      upload.on('error', () => {}).resume().write('begun');
      const stream = await arrival();
      stream.resume().respond({ ':status': 413 });
      stream.end('too large');
      await once(upload, 'end');
      const drained = drainServer(server, { lingerMs: 0 }).close();
      if (!isFound) session.destroy();
      await drained;
    });

    it('sends GOAWAY to one that has a stream from now on', async () => {
      const { server, session, get, arrival } = await start();
      const drain = drainServer(server);
      const answer = get('/after');
      const stream = await arrival();
      expect(drain.inFlight).to.equal(1);
      const drained = drain.close();
      await once(session, 'goaway');
      stream.respond({ ':status': 200 });
      stream.end('whole');
      expect(await answer).to.equal('whole');
      await drained;
    });

    it('destroys it after timeoutMs, and names what it knows', async () => {
      const { server, get, arrival } = await start();
      const answer = get('/slow');
      await arrival();
      const ended = drainServer(server, { timeoutMs: 50 }).close().then(() => '', (error: Error) => error.message);
      if (isFound) expect(await ended).to.match(/destroyed (GET \/slow|stream 1)$/);
      await Promise.all([ended, answer]);
    });
  });
}

describe('drainServer() of a server that has requests in flight, in a process that ends when it is drained', function () {
  this.timeout(30_000);

  const overHttp1 = (port: number, isSecure: boolean) => async () => {
    const options = { port, host: '127.0.0.1', agent: false, ...(isSecure && { ca: selfSigned.cert }) } as RequestOptions;
    return (await ask(options, isSecure ? requestSecurely : requestPlainly)).body;
  };

  function overHttp2(port: number): () => Promise<string> {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: selfSigned.cert });
    session.on('error', () => {});
    return async () => {
      let body = '';
      const stream = session.request().setEncoding('utf8').on('error', () => {});
      stream.on('data', (data: string) => (body += data));
      await new Promise((resolve) => stream.once('close', resolve));
      session.close();
      return body;
    };
  }

  for (const name of ['http', 'https', 'http2', 'http2 with HTTP/1']) {
    it(`answers them whole (${name})`, async () => {
      await using child = await start('http/drains-late', { args: [name], ready: /^port \d+$/ });
      const port = Number(/port (\d+)/.exec(child.output.stdout)![1]);
      const get = name === 'http2' ? overHttp2(port) : overHttp1(port, name !== 'http');
      const answers = Promise.all([get(), get()]);
      await child.line('both are in flight');
      child.write('drain\n');
      expect(await answers).to.deep.equal(['whole', 'whole']);
      expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
    });
  }
});
