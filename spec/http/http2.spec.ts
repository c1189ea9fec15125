import { expect } from 'chai';
import { once } from 'node:events';
import {
  type ClientHttp2Session, type ClientHttp2Stream, type Http2SecureServer, type Http2Server, type ServerHttp2Stream,
  connect, constants, createSecureServer, createServer,
} from 'node:http2';
import { type RequestOptions, request } from 'node:https';
import { type Socket, connect as connectPlainly } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type DrainOptions, type ServerDrain, drainServer } from 'capture-signals/http';
import { until } from '../support/until.ts';
import { HOUR_MS, ask, failure, listen } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR } = constants;

/** A client of a server with a drain, and what came over its session. */
class Served2 implements AsyncDisposable {
  readonly server: Http2Server | Http2SecureServer;
  readonly drain: ServerDrain;
  readonly session: ClientHttp2Session;
  readonly #streams: ServerHttp2Stream[] = [];
  readonly goaways: number[] = [];

  private constructor(server: Http2Server | Http2SecureServer, drain: ServerDrain, session: ClientHttp2Session) {
    this.server = server;
    this.drain = drain;
    this.session = session;
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => {});
      this.#streams.push(stream);
    });
    session.on('error', () => {}).on('goaway', (code: number) => this.goaways.push(code));
  }

  static async start(options?: DrainOptions, server: Http2Server | Http2SecureServer = createServer()): Promise<Served2> {
    const drain = drainServer(server, options);
    const port = await listen(server);
    const made = once(server, 'session');
    const scheme = 'setSecureContext' in server ? 'https' : 'http';
    const session = connect(`${scheme}://127.0.0.1:${port}`, { ca: selfSigned.cert });
    const served = new Served2(server, drain, session);
    await Promise.all([made, once(session, 'connect')]);
    return served;
  }

  get url(): string {
    const { port } = this.server.address() as { port: number };
    return `${'setSecureContext' in this.server ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  /** Resolves with how it came out. */
  ask(path = '/', options: object = {}): { stream: ClientHttp2Stream; answer: Promise<string> } {
    const stream = this.session.request({ ':path': path, ...options });
    let text = '';
    stream.setEncoding('utf8').on('data', (data: string) => (text += data));
    stream.on('response', (headers) => (text += `${headers[':status']} `));
    const answer = new Promise<string>((resolve) => {
      stream.on('error', ({ message }) => (text += message));
      stream.on('close', () => resolve(text));
    });
    return { stream, answer };
  }

  async arrival(): Promise<ServerHttp2Stream> {
    await until('a stream has arrived', () => this.#streams.length > 0, 2);
    return this.#streams.shift()!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.session.destroy();
    await this.drain.close().catch(() => {});
  }
}

const servers = [
  { name: 'plain', make: () => createServer() },
  { name: 'secure', make: () => createSecureServer({ ...selfSigned, allowHTTP1: true }) },
];

for (const { name, make } of servers) {
  describe(`drainServer() with HTTP/2, ${name}`, function () {
    this.timeout(30_000);

    it('sends GOAWAY, and finishes the streams: the drain ends with the last', async () => {
      await using served = await Served2.start({}, make());
      const answers = [served.ask('/1').answer, served.ask('/2').answer];
      const streams = [await served.arrival(), await served.arrival()];
      expect(served.drain.inFlight).to.equal(2);
      const events: string[] = [];
      const drained = served.drain.close().then(() => events.push('drained'));
      await once(served.session, 'goaway');
      expect(served.goaways[0]).to.equal(NGHTTP2_NO_ERROR);
      for (const stream of streams) {
        stream.respond({ ':status': 200 });
        stream.end(`answer to ${stream.id}`);
        await once(stream, 'close');
        events.push('answered');
      }
      expect(await Promise.all(answers)).to.deep.equal(['200 answer to 1', '200 answer to 3']);
      await drained;
      expect(events).to.deep.equal(['answered', 'answered', 'drained']);
      expect(served.drain.inFlight).to.equal(0);
    });

    it('keeps an idle session for the request that is on its way', async () => {
      await using served = await Served2.start({ lingerMs: 500 }, make());
      const drained = served.drain.close();
      await until('it has stopped accepting', () => !served.server.listening, 2);
      const { answer } = served.ask();
      const stream = await served.arrival();
      stream.respond({ ':status': 200 });
      stream.end('answered');
      expect(await answer).to.equal('200 answered');
      await drained;
      expect(served.goaways).to.not.deep.equal([]);
    });

    for (const lingerMs of [0, 50]) {
      it(`sends an idle session GOAWAY and ends it, lingerMs ${lingerMs}`, async () => {
        await using served = await Served2.start({ lingerMs }, make());
        const closed = once(served.session, 'close');
        await served.drain.close();
        await closed;
        expect(served.goaways[0]).to.equal(NGHTTP2_NO_ERROR);
      });
    }

    it('ends a session whose client pings for ever', async () => {
      await using served = await Served2.start({ lingerMs: 50 }, make());
      const pings = setInterval(() => served.session.destroyed || served.session.ping(() => {}), 5);
      await served.drain.close();
      clearInterval(pings);
    });

    const uses: [title: string, hasStream: boolean, asksOn: boolean][] = [
      ['one that is in use as it begins', true, false],
      ['one that is idle', false, false],
      ['one whose client asks on and on', false, true],
    ];
    for (const [title, hasStream, asksOn] of uses) {
      it(`tells a session nothing before delayMs is over, then once: ${title}`, async () => {
        await using served = await Served2.start({ delayMs: 200, lingerMs: 100 }, make());
        const listeningAt: boolean[] = [];
        served.session.on('goaway', () => listeningAt.push(served.server.listening));
        const { stream: asked, answer } = served.ask('/before');
        const stream = await served.arrival();
        const answerIt = (each: ServerHttp2Stream) => {
          each.respond({ ':status': 200 });
          each.end('whole');
        };
        if (!hasStream) {
          answerIt(stream);
          await answer;
        }
        const drained = served.drain.close();
        const other = connect(served.url, { ca: selfSigned.cert }); // one that is made meanwhile
        other.on('error', () => {}).on('goaway', () => listeningAt.push(served.server.listening));
        served.server.on('stream', (each) => each !== stream && answerIt(each));
        while (served.server.listening) {
          if (asksOn) await served.ask().answer;
          else await setTimeout(5);
        }
        expect(listeningAt).to.deep.equal([]);
        if (hasStream) {
          await once(served.session, 'goaway');
          expect(asked.closed).to.equal(false);
          answerIt(stream);
          expect(await answer).to.equal('200 whole');
        }
        await drained;
        other.destroy();
        expect(listeningAt).to.include(false);
        expect(listeningAt).to.not.include(true);
      });
    }

    it('leaves an idle session alone while it delays', async () => {
      await using served = await Served2.start({ delayMs: 400, lingerMs: 0 }, make());
      const drained = served.drain.close();
      for (const path of ['/1']) {
        const { answer } = served.ask(path);
        const stream = await served.arrival();
        stream.respond({ ':status': 200 });
        stream.end('welcome');
        expect(await answer).to.equal('200 welcome');
      }
      await drained;
    });

    it('answers a large body whole, to a client that reads slowly', async () => {
      await using served = await Served2.start({ lingerMs: 0 }, make());
      const { stream: reader, answer } = served.ask();
      reader.pause();
      const stream = await served.arrival();
      stream.respond({ ':status': 200 });
      stream.end('x'.repeat(4_000_000));
      const drained = served.drain.close();
      await once(served.session, 'goaway');
      reader.resume();
      expect(await answer).to.have.lengthOf(4_000_004);
      await drained;
    });

    const answers: [title: string, answer: (stream: ServerHttp2Stream) => void, heard: string][] = [
      ['with a body', (stream) => {
        stream.respond();
        stream.end('whole');
      }, '200 whole'],
      ['in pieces', async (stream) => {
        stream.respond();
        stream.write('wh');
        await setTimeout(10);
        stream.write('ole');
        stream.end();
      }, '200 whole'],
      ['with nothing but a head', (stream) => stream.respond({ ':status': 204 }, { endStream: true }), '204 '],
      ['with trailers', (stream) => {
        stream.respond({}, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ done: 'yes' }));
        stream.end('whole');
      }, '200 whole'],
      ['and closed then', (stream) => {
        stream.respond();
        stream.end('whole', () => stream.close());
      }, '200 whole'],
      ['and destroyed then', (stream) => {
        stream.respond();
        stream.end('whole', () => stream.destroy());
      }, '200 whole'],
    ];
    for (const [title, answerIt, heard] of answers) {
      it(`names none whose client had sent all of its request before it was answered: ${title}`, async () => {
        await using served = await Served2.start({ lingerMs: 20 }, make());
        const { stream: sent, answer } = served.ask('/post', { ':method': 'POST' });
        sent.end('body');
        const stream = await served.arrival();
        await once(stream.resume(), 'end');
        const drained = served.drain.close();
        await once(served.session, 'goaway');
        answerIt(stream);
        expect(await answer).to.equal(heard);
        await drained;
        expect(served.drain.inFlight).to.equal(0);
      });
    }

    const uploads: [title: string, answer: (stream: ServerHttp2Stream, refuse: () => void) => void][] = [
      ['has read of it, and reads on', (stream, refuse) => stream.once('data', refuse)],
      ['has paused it', (stream, refuse) => {
        stream.once('data', () => {
          stream.pause();
          refuse();
        });
      }],
      ['pipes it into a stream which takes no more', (stream, refuse) => {
        stream.pipe(new Writable({ write() {}, highWaterMark: 1 }));
        stream.once('pause', refuse);
      }],
      ['has stopped in the middle of its loop', async (stream, refuse) => {
        for await (const _ of stream) {
          refuse();
          await new Promise(() => {});
        }
      }],
    ];
    for (const [title, handle] of uploads) {
      for (const [silence, everyMs] of [['goes silent', HOUR_MS], ['goes on with it for a while', 10]] as const) {
        if (everyMs < HOUR_MS && !/reads on|paused/.test(title)) continue; // each takes as long as an upload may be silent
        it(`ends where an upload stays open behind its answer: its handler ${title}, its client ${silence}`, async () => {
          await using served = await Served2.start({ lingerMs: 20 }, make());
          const { stream: upload, answer } = served.ask('/upload', { ':method': 'POST' });
          upload.write('begun');
          const stream = await served.arrival();
          const drained = served.drain.close();
          await once(served.session, 'goaway');
          handle(stream, () => {
            stream.respond({ ':status': 413 });
            stream.end('too large');
          });
          let pieces = 20;
          const sending = setInterval(() => pieces-- > 0 && upload.writable && upload.write('and on'), everyMs);
          expect(await answer).to.equal('413 too large');
          clearInterval(sending);
          await drained;
          expect(served.drain.inFlight).to.equal(0);
        });
      }
    }

    it('names no answer that arrived whole where its upload is still open as timeoutMs is over', async () => {
      await using served = await Served2.start({ lingerMs: HOUR_MS, timeoutMs: 200 }, make());
      const { stream: upload, answer } = served.ask('/upload', { ':method': 'POST' });
      upload.write('begun');
      const stream = await served.arrival();
      const drained = served.drain.close();
      stream.once('data', () => {
        stream.respond({ ':status': 413 });
        stream.end('too large');
      });
      await drained;
      expect(await answer).to.match(/^413 too large/);
    });

    it('leaves the upload to a handler that answers first and reads then', async () => {
      await using served = await Served2.start({ lingerMs: 0 }, make());
      const { stream: upload, answer } = served.ask('/upload', { ':method': 'POST' });
      upload.write('x');
      const stream = await served.arrival();
      const drained = served.drain.close();
      await once(served.session, 'goaway');
      let length = 0;
      stream.on('data', (data: Buffer) => (length += data.length));
      stream.respond({ ':status': 202 });
      stream.end('accepted');
      for (let pieces = 1; pieces < 50; pieces++) {
        upload.write('x');
        await setTimeout(5);
      }
      upload.end();
      expect(await answer).to.equal('202 accepted');
      await drained;
      expect(length).to.equal(50);
    });

    it('answers whole before the request has been read', async () => {
      await using served = await Served2.start({ lingerMs: 0 }, make());
      const { stream: upload, answer } = served.ask('/', { ':method': 'POST' });
      upload.write(Buffer.alloc(1_000_000));
      const stream = await served.arrival();
      const drained = served.drain.close();
      await once(served.session, 'goaway');
      stream.respond({ ':status': 413 });
      stream.end('too large');
      expect(await answer).to.equal('413 too large');
      await drained;
    });

    it('destroys what timeoutMs has left, and names it', async () => {
      await using served = await Served2.start({ timeoutMs: 50 }, make());
      const { answer } = served.ask('/slow?q=1');
      await served.arrival();
      expect(await failure(served.drain.close())).to.have.property('message',
        'drainServer expected every request to be answered within 50 ms, but destroyed GET /slow?q=1');
      await answer;
    });

    const ways: [title: string, cut: (stream: ServerHttp2Stream) => void][] = [
      ['its handler destroys the stream', (stream) => stream.destroy()],
      ['its handler destroys it with an error', (stream) => stream.destroy(new Error('broken'))],
      ['its handler closes it with an error', (stream) => stream.close(NGHTTP2_INTERNAL_ERROR)],
      ['its handler closes it without an answer', (stream) => stream.close()],
      ['its handler cancels it', (stream) => stream.close(NGHTTP2_CANCEL)],
      ['its handler closes it in the middle of the answer', (stream) => {
        stream.respond();
        stream.write('begun');
        stream.close();
      }],
      ['its handler cancels it in the middle of the answer', (stream) => {
        stream.respond({ 'content-length': 10 });
        stream.write('begun');
        stream.close(NGHTTP2_CANCEL);
      }],
      ['its handler destroys the session', (stream) => stream.session!.destroy()],
      ['its handler destroys the session with a code', (stream) => stream.session!.destroy(NGHTTP2_INTERNAL_ERROR as never)],
      ['its handler destroys the session with an error', (stream) => stream.session!.destroy(new Error('broken'))],
    ];
    for (const [title, cut] of ways) {
      it(`names what this process has cut short: ${title}`, async () => {
        await using served = await Served2.start({ lingerMs: 0 }, make());
        const { answer } = served.ask('/cut');
        const stream = await served.arrival();
        const failed = failure(served.drain.close());
        cut(stream);
        expect(await failed).to.have.property('message').that.matches(/this process cut short GET \/cut$/);
        await answer;
      });
    }

    for (const event of name === 'plain' ? ['connection'] : ['connection', 'secureConnection']) {
      for (const error of [undefined, new Error('broken')]) {
        it(`names what this process has cut short: somebody destroys the sockets of each '${event}'${error ? ' with an error' : ''}`, async () => {
          const sockets: Socket[] = [];
          const server = make();
          server.on(event, (socket: Socket) => sockets.push(socket));
          await using served = await Served2.start({ lingerMs: 0 }, server);
          const { answer } = served.ask('/cut');
          await served.arrival();
          const failed = failure(served.drain.close());
          for (const socket of sockets) socket.destroy(error);
          expect(await failed).to.have.property('message').that.matches(/this process cut short GET \/cut$/);
          await answer;
        });
      }
    }

    it('waits no more for a client that has cancelled its request, or gone away', async () => {
      await using served = await Served2.start({ lingerMs: 0 }, make());
      const first = served.ask('/cancelled');
      served.ask('/left');
      await served.arrival();
      await served.arrival();
      const drained = served.drain.close();
      first.stream.close(constants.NGHTTP2_CANCEL);
      await until('one is left', () => served.drain.inFlight === 1);
      served.session.destroy();
      await drained;
    });

    const leaving: [title: string, leave: (stream: ClientHttp2Stream, session: ClientHttp2Session) => void][] = [
      ['cancels it', (stream) => stream.close(NGHTTP2_CANCEL)],
      ['closes it without an error', (stream) => stream.close()],
      ['closes it with an error', (stream) => stream.close(NGHTTP2_INTERNAL_ERROR)],
      ['destroys it', (stream) => stream.destroy()],
      ['destroys it with an error', (stream) => stream.destroy(new Error('the disk is full'))],
      ['destroys its session', (_, session) => session.destroy()],
      ['destroys its session with an error', (_, session) => session.destroy(new Error('the disk is full'))],
    ];
    const begun: [title: string, begin: (stream: ServerHttp2Stream) => void][] = [
      ['it has not begun to answer', () => {}],
      ['it is in the middle of the answer', (stream) => {
        stream.respond();
        stream.write('begun');
      }],
      ['it is in the middle of one with a length', (stream) => {
        stream.respond({ 'content-length': 10 });
        stream.write('begun');
      }],
    ];
    for (const [title, leave] of leaving) {
      for (const [when, begin] of begun) {
        it(`names no request that its client gives up while ${when}: the client ${title}`, async () => {
          await using served = await Served2.start({ lingerMs: 0 }, make());
          const { stream: given, answer } = served.ask('/given-up');
          const stream = await served.arrival();
          begin(stream);
          if (stream.headersSent) await once(given, 'data');
          const drained = served.drain.close();
          await once(served.session, 'goaway');
          leave(given, served.session);
          await Promise.all([answer, drained]);
          expect(served.drain.inFlight).to.equal(0);
        });
      }
    }

    it('waits no more for a client that gives up a large answer', async () => {
      await using served = await Served2.start({ lingerMs: 0 }, make());
      const given = Array.from({ length: 8 }, () => served.ask('/large'));
      for (const {} of given) (await served.arrival()).end(Buffer.alloc(4 * 1024 * 1024));
      for (const { stream } of given) if (stream.readableLength === 0) await once(stream, 'data');
      const drained = served.drain.close();
      for (const { stream } of given) stream.destroy();
      await drained;
      expect(served.drain.inFlight).to.equal(0);
    });

    for (const [title, isEnded] of [['in the middle of its answer', false], ['in a health check, as haproxy does, once it has the answer', true]] as const) {
      it(`waits no more for a client that resets its connection: ${title}`, async () => {
        await using served = await Served2.start({ lingerMs: 0 }, make());
        const { port } = served.server.address() as { port: number };
        const socket = connectPlainly(port, '127.0.0.1');
        const session = connect(served.url, { createConnection: () => (name === 'plain' ? socket : connectSecurely({ socket, ca: selfSigned.cert, ALPNProtocols: ['h2'] })) });
        session.on('error', () => {});
        const reset = session.request({ ':path': '/reset', ':method': 'POST' }); // which it has not ended
        reset.on('error', () => {});
        const stream = await served.arrival();
        const drained = served.drain.close();
        stream.respond({ ':status': 200 });
        stream.write('begun');
        if (isEnded) stream.end();
        await once(reset, 'data');
        socket.resetAndDestroy();
        await drained;
        session.destroy();
      });
    }

    it('takes a tunnel in the delay', async () => {
      await using served = await Served2.start({ delayMs: 200, lingerMs: 20 }, make());
      const drained = served.drain.close();
      const { stream, answer } = served.ask('', { ':method': 'CONNECT', ':path': undefined, ':authority': 'x:1' });
      const tunnel = await served.arrival();
      tunnel.respond({ ':status': 200 });
      tunnel.write('welcome');
      await once(stream, 'data');
      await until('it has stopped accepting', () => !served.server.listening, 2);
      tunnel.end(', bye');
      expect(await answer).to.equal('200 welcome, bye');
      await drained;
    });

    it('refuses a tunnel with 503 once the server has stopped accepting', async () => {
      await using served = await Served2.start({ lingerMs: 300 }, make());
      let hasAsked = false;
      served.server.on('stream', () => (hasAsked = true));
      void served.drain.close();
      await until('it has stopped accepting', () => !served.server.listening, 2);
      const { answer } = served.ask('', { ':method': 'CONNECT', ':path': undefined, ':authority': 'x:1' });
      expect(await answer).to.equal('503 ');
      expect(hasAsked).to.equal(false);
    });

    it('leaves a tunnel from before to its owner, however long it lasts', async () => {
      await using served = await Served2.start({ lingerMs: 20 }, make());
      const { stream, answer } = served.ask('', { ':method': 'CONNECT', ':path': undefined, ':authority': 'x:1' });
      const tunnel = await served.arrival();
      tunnel.respond({ ':status': 200 });
      const drained = served.drain.close();
      await until('the client has been told', () => served.goaways.length > 0);
      for (let times = 0; times < 20; times++) {
        tunnel.write('still there? ');
        await once(stream, 'data');
        await setTimeout(5);
      }
      tunnel.end('bye');
      expect(await answer).to.match(/^200 (still there\? ){20}bye$/);
      await drained;
    });

    it('leaves a tunnel from before to its owner, who has ended one side', async () => {
      await using served = await Served2.start({ lingerMs: 0 }, make());
      const { stream, answer } = served.ask('', { ':method': 'CONNECT', ':path': undefined, ':authority': 'x:1' });
      const tunnel = await served.arrival();
      let heard = '';
      tunnel.setEncoding('utf8').on('data', (data: string) => (heard += data));
      tunnel.respond({ ':status': 200 });
      const drained = served.drain.close();
      await until('the client has been told', () => served.goaways.length > 0);
      tunnel.end('I have said it all');
      await setTimeout(700); // longer than an upload may be silent
      stream.end('so have I');
      expect(await answer).to.equal('200 I have said it all');
      await drained;
      expect(heard).to.equal('so have I');
    });

    it('finishes what it has pushed, also when that outlives its parent', async () => {
      await using served = await Served2.start({ lingerMs: 20 }, make());
      const parent = served.ask();
      const pushing = once(served.session, 'stream') as Promise<[ClientHttp2Stream]>;
      const stream = await served.arrival();
      const pushed = await new Promise<ServerHttp2Stream>((resolve, reject) => stream.pushStream({ ':path': '/pushed' }, (error, push) => (error ? reject(error) : resolve(push))));
      pushed.respond();
      pushed.write('begun, ');
      stream.respond();
      stream.end();
      const [received] = await pushing;
      let text = '';
      received.setEncoding('utf8').on('error', () => {}).on('data', (data: string) => (text += data));
      await parent.answer;
      const drained = served.drain.close();
      await until('the client has been told', () => served.goaways.length > 0);
      await setTimeout(100); // several lingers
      pushed.end('ended');
      await drained;
      await until('it has come', () => received.closed);
      expect(text).to.equal('begun, ended');
    });

    it('leaves a tunnel from before to its owner, and destroys it after timeoutMs, and names it', async () => {
      await using served = await Served2.start({ timeoutMs: 50 }, make());
      const { answer } = served.ask('', { ':method': 'CONNECT', ':path': undefined, ':authority': 'x:1' });
      (await served.arrival()).respond({ ':status': 200 });
      expect(served.drain.inFlight).to.equal(0);
      expect((await failure(served.drain.close())).message).to.match(/destroyed upgrade CONNECT x:1$/);
      await answer;
    });
  });
}

describe('drainServer() with HTTP/1 on a server of HTTP/2', function () {
  this.timeout(30_000);

  it('answers what is in flight, with Connection: close', async () => {
    const server = createSecureServer({ ...selfSigned, allowHTTP1: true });
    const drain = drainServer(server);
    const port = await listen(server);
    const arrived = once(server, 'request');
    const answer = ask({ agent: false, port, host: '127.0.0.1', ca: selfSigned.cert, headers: { connection: 'keep-alive' } } as RequestOptions, request);
    const [, response] = await arrived;
    expect(drain.inFlight).to.equal(1);
    const drained = drain.close();
    await until('it has stopped accepting', () => !server.listening, 2);
    response.end('whole');
    expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'whole' });
    await drained;
  });

  it('answers both protocols at a time, a handshake in the linger included', async () => {
    await using served = await Served2.start({ lingerMs: 1000 }, createSecureServer({ ...selfSigned, allowHTTP1: true }));
    const { port } = served.server.address() as { port: number };
    const { answer } = served.ask();
    const stream = await served.arrival();
    const socket = connectPlainly(port, '127.0.0.1');
    await once(served.server, 'connection');
    const drained = served.drain.close();
    await until('it has stopped accepting', () => !served.server.listening, 2);
    served.server.on('request', (_, response) => response.end('one'));
    const secure = connectSecurely({ socket, ca: selfSigned.cert, servername: 'localhost', ALPNProtocols: ['http/1.1'] });
    secure.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(String((await once(secure, 'data'))[0])).to.match(/Connection: close[^]*one$/);
    if (!stream.headersSent) stream.respond({ ':status': 200 });
    stream.end('two');
    expect(await answer).to.match(/^200 /);
    await drained;
  });
});
