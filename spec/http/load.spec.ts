import { AssertionError, expect } from 'chai';
import { getEventListeners, on, once } from 'node:events';
import { Agent, type IncomingMessage, type RequestOptions, type Server, type ServerResponse, createServer, request } from 'node:http';
import { createServer as createSecureServer, request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import { type DrainOptions, drainServer } from 'capture-signals/http';
import { run as runProgram, start } from './support/process.ts';
import { RawClient } from './support/raw-client.ts';
import { selfSigned } from './support/self-signed.ts';

const HOUR_MS = 3_600_000;

interface Answer {
  status: number;
  connection: string | undefined;
  body: string;
}

/** A listening server with a drain: what arrives waits in `arrival()` to be answered by the test. */
class Served implements AsyncDisposable {
  readonly #controller = new AbortController();
  readonly #arrivals: AsyncIterator<[IncomingMessage, ServerResponse]>;
  readonly server: Server;
  readonly drain: AsyncDisposable;
  port = 0;

  private constructor(server: Server, options: DrainOptions) {
    this.server = server;
    this.server.keepAliveTimeout = HOUR_MS; // whatever waits for it runs into the timeout of the test
    this.drain = drainServer(server, { signal: this.#controller.signal, ...options });
    this.#arrivals = on(server, 'request') as AsyncIterator<[IncomingMessage, ServerResponse]>;
  }

  static async start(options: DrainOptions = {}, server: Server = createServer()): Promise<Served> {
    const served = new Served(server, options);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    served.port = (server.address() as AddressInfo).port;
    return served;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async arrival(): Promise<ServerResponse> {
    return (await this.#arrivals.next()).value[1];
  }

  begin(): void {
    this.#controller.abort();
  }

  drained(): Promise<void> {
    return this.drain[Symbol.asyncDispose]() as Promise<void>;
  }

  /** Requests with a connection of their own, unless told otherwise. */
  get(path = '/', options: RequestOptions = {}): Promise<Answer> {
    return ask({ agent: false, host: '127.0.0.1', port: this.port, path, ...options });
  }

  async raw(text = ''): Promise<RawClient> {
    const client = await RawClient.connect(this.port);
    client.say(text);
    return client;
  }

  /** Asks again and again on new connections, until one is refused. */
  async untilRefused(): Promise<void> {
    try {
      for (;;) await (await RawClient.connect(this.port))[Symbol.asyncDispose]();
    } catch (error) {
      expect(error).to.have.property('code', 'ECONNREFUSED');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

async function ask(options: RequestOptions, send: typeof request = request): Promise<Answer> {
  const [response] = (await once(send(options).end(), 'response')) as [IncomingMessage];
  let body = '';
  for await (const text of response.setEncoding('utf8')) body += text;
  return { status: response.statusCode!, connection: response.headers.connection, body };
}

/** What a promise rejects with; it must. */
const failure = (promise: PromiseLike<unknown>): Promise<NodeJS.ErrnoException> =>
  Promise.resolve(promise).then(() => expect.fail('It did not fail'), (error: NodeJS.ErrnoException) => error);

describe('drainServer()', function () {
  this.timeout(10_000);

  describe('what is in flight', () => {
    it('is answered in full and with Connection: close, and the drain ends with it, not with the keep-alive timeout', async () => {
      await using served = await Served.start();
      using agent = disposable(new Agent({ keepAlive: true }));
      const answer = served.get('/', { agent });
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.end('whole');
      expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'whole' });
      await served.drained();
      expect(await connections(served.server)).to.equal(0);
    });

    it('is what the drain waits for, the longest last', async () => {
      await using served = await Served.start();
      const events: string[] = [];
      const answers = ['/a', '/b', '/c'].map((path) => served.get(path));
      const responses = [await served.arrival(), await served.arrival(), await served.arrival()];
      for (const response of responses) response.on('finish', () => events.push(response.req.url!));
      const drained = served.drained().then(() => events.push('drained'));
      for (const response of responses) {
        await served.untilRefused();
        response.end();
      }
      await Promise.all([...answers, drained]);
      expect(events.at(-1)).to.equal('drained');
      expect(events).to.have.members(['/a', '/b', '/c', 'drained']);
    });

    it('may have sent its headers already: the rest of a chunked answer arrives, then the connection is closed', async () => {
      await using served = await Served.start();
      await using client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      const response = await served.arrival();
      response.write('first,');
      await client.until('first,');
      served.begin();
      await served.untilRefused();
      for (let piece = 0; piece < 10; piece++) {
        response.write(`piece ${piece},`);
        await client.until(`piece ${piece},`);
      }
      response.end();
      expect(await client.ended).to.match(/keep-alive[^]*piece 9,\r\n0\r\n\r\n$/);
      await served.drained();
    });

    it('may be larger than the buffers of a slow reader', async () => {
      await using served = await Served.start();
      await using client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      client.socket.pause();
      const response = await served.arrival();
      const body = Buffer.alloc(16 * 1024 * 1024, 'x');
      response.end(body);
      served.begin();
      const drained = served.drained();
      await served.untilRefused();
      client.socket.resume();
      const heard = await client.ended;
      expect(heard.length - heard.indexOf('\r\n\r\n') - 4).to.equal(body.length);
      await drained;
    });

    it('may still be sending its body', async () => {
      await using served = await Served.start();
      await using client = await served.raw('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello');
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      client.say('world');
      let body = '';
      for await (const text of response.req.setEncoding('utf8')) body += text;
      response.end(body);
      expect(await client.ended).to.match(/Connection: close[^]*helloworld$/);
      await served.drained();
    });

    it('may have arrived without the event loop having come to it', async () => {
      await using served = await Served.start();
      await using client = await served.raw('GET /1 HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).end('first');
      await client.until('first');
      client.say('GET /2 HTTP/1.1\r\nHost: x\r\n\r\n'); // written to the system before it returns
      served.begin();
      const drained = served.drained();
      (await Promise.race([served.arrival(), drained.then(() => expect.fail('the request was lost'))])).end('second');
      expect(await client.ended).to.match(/Connection: close[^]*second$/);
      await drained;
    });

    it('may be pipelined: every answer of the connection arrives before it is closed', async () => {
      await using served = await Served.start();
      await using client = await served.raw(['/1', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
      const responses = [await served.arrival(), await served.arrival(), await served.arrival()];
      served.begin();
      await served.untilRefused();
      for (const response of responses) response.end(`answer to ${response.req.url}`);
      expect(await client.ended).to.match(/answer to \/1[^]*answer to \/2[^]*Connection: close[^]*answer to \/3$/);
      await served.drained();
    });

    it('may be pipelined behind an answer that has begun', async () => {
      await using served = await Served.start();
      await using client = await served.raw('GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
      const responses = [await served.arrival(), await served.arrival()];
      responses[0]!.write('begun,');
      await client.until('begun,');
      served.begin();
      await served.untilRefused();
      responses[1]!.end('second');
      responses[0]!.end('first');
      expect(await client.ended).to.match(/first[^]*Connection: close[^]*second$/);
      await served.drained();
    });

    it('is answered or named when it is pipelined into the drain, behind an answer that has said Connection: close', async () => {
      await using served = await Served.start({ timeoutMs: 2000 });
      await using client = await served.raw('GET /1 HTTP/1.1\r\nHost: x\r\n\r\n');
      const first = await served.arrival();
      served.begin();
      await served.untilRefused();
      first.write('begun,');
      await client.until('Connection: close');
      client.say('GET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
      const second = await served.arrival();
      const ended = served.drained().then(() => '', (error: Error) => error.message);
      second.end('second');
      first.end();
      const isAnswered = (await client.ended).includes('second');
      expect(isAnswered || (await ended).includes('GET /2'), `heard ${client.heard}`).to.equal(true);
    });

    it('is closed after an answer that insists on keep-alive', async () => {
      await using served = await Served.start();
      await using client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.writeHead(200, { Connection: 'keep-alive', 'Content-Length': 2 }).end('ok');
      expect(await client.ended).to.match(/ok$/);
      await served.drained();
    });

    it('counts no more when its client has gone away', async () => {
      await using served = await Served.start();
      const client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      await served.arrival();
      served.begin();
      await served.untilRefused();
      await client[Symbol.asyncDispose]();
      await served.drained();
    });

    it('counts where the server checks an expectation itself', async () => {
      await using served = await Served.start();
      served.server.on('checkContinue', (_request, response: ServerResponse) => {
        response.writeContinue();
        served.server.emit('accepted', response);
      });
      const accepted = once(served.server, 'accepted');
      await using client = await served.raw('POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
      const [response] = (await accepted) as [ServerResponse];
      served.begin();
      await served.untilRefused();
      client.say('ok');
      for await (const _ of response.req) void _;
      response.end('taken');
      expect(await client.ended).to.match(/100 Continue[^]*Connection: close[^]*taken$/);
      await served.drained();
    });
  });

  describe('what is idle', () => {
    const idle = [
      { title: 'a connection that has sent nothing', says: '' },
      { title: 'a connection whose request line is half sent', says: 'GET / HT' },
      { title: 'a connection whose headers are half sent', says: 'GET / HTTP/1.1\r\nHost: x\r\nX-Half: ' },
    ];
    for (const { title, says } of idle) {
      it(`is closed at once, while a request is in flight: ${title}`, async () => {
        await using served = await Served.start();
        const connected = once(served.server, 'connection');
        await using client = await served.raw(says);
        await connected;
        const answer = served.get('/busy');
        const response = await served.arrival();
        served.begin();
        expect(await client.ended).to.equal('');
        response.end('busy');
        expect(await answer).to.include({ body: 'busy' });
        await served.drained();
      });
    }

    it('is closed at once, while a request is in flight: a connection kept alive after its answer', async () => {
      await using served = await Served.start();
      await using client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).end('first');
      await client.until('first');
      const answer = served.get('/busy');
      const response = await served.arrival();
      served.begin();
      await client.ended;
      response.end('busy');
      expect(await answer).to.include({ body: 'busy' });
      await served.drained();
    });

    it('is closed at once, also when there are thousands', async () => {
      await using served = await Served.start();
      const clients: RawClient[] = [];
      for (let i = 0; i < 2000; i++) clients.push(await served.raw());
      while ((await connections(served.server)) < clients.length) await setImmediate();
      await served.drained();
      await Promise.all(clients.map((client) => client.ended));
    });
  });

  describe('delayMs', () => {
    it('goes on accepting, then stops', async () => {
      await using served = await Served.start({ delayMs: 600 });
      served.begin();
      for (let i = 0; i < 3; i++) {
        const answer = served.get(`/${i}`);
        (await served.arrival()).end('welcome');
        expect(await answer).to.include({ body: 'welcome' });
      }
      await served.drained();
      expect(await failure(served.get())).to.have.property('code', 'ECONNREFUSED');
    });

    it('keeps idle connections open meanwhile', async () => {
      await using served = await Served.start({ delayMs: 600 });
      await using client = await served.raw('GET /1 HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).end('first');
      await client.until('first');
      served.begin();
      await setImmediate();
      await setImmediate();
      await setImmediate();
      client.say('GET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).end('second');
      await client.until('second');
      await client.ended;
      await served.drained();
    });

    it('has what arrived in it answered, also after it', async () => {
      await using served = await Served.start({ delayMs: 300 });
      served.begin();
      const answer = served.get('/late');
      const response = await served.arrival();
      await served.untilRefused();
      response.end('late');
      expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'late' });
      await served.drained();
    });
  });

  describe('timeoutMs', () => {
    it('destroys what is left and names the requests in the error', async () => {
      await using served = await Served.start({ timeoutMs: 100 });
      const failures = [failure(served.get('/slow?q=1')), failure(served.get('/upload', { method: 'PUT' }))];
      await served.arrival();
      await served.arrival();
      const error = await failure(served.drained());
      expect(error).to.be.instanceOf(Error).with.property('message').that.matches(
        /^drainServer expected every request to be answered within 100 ms, and destroyed (GET \/slow\?q=1, PUT \/upload|PUT \/upload, GET \/slow\?q=1)$/,
      );
      for (const destroyed of failures) expect(await destroyed).to.have.property('code', 'ECONNRESET');
      expect(await connections(served.server)).to.equal(0);
    });

    it('names an answer that was half sent', async () => {
      await using served = await Served.start({ timeoutMs: 100 });
      await using client = await served.raw('GET /half HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).write('half');
      expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/half$/);
      expect(await client.ended).to.match(/half\r\n$/);
    });

    it('names an answer that was ended and that a slow reader has not taken', async () => {
      await using served = await Served.start({ timeoutMs: 100 });
      await using client = await served.raw('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
      client.socket.pause();
      (await served.arrival()).end(Buffer.alloc(64 * 1024 * 1024));
      expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/large$/);
    });

    it('counts from the stop of accepting', async () => {
      await using served = await Served.start({ delayMs: 400, timeoutMs: 10 });
      const events: string[] = [];
      const destroyed = failure(served.get('/slow')).then(() => events.push('destroyed'));
      await served.arrival();
      served.begin();
      await served.untilRefused();
      events.push('refused');
      await destroyed;
      expect(events).to.deep.equal(['refused', 'destroyed']);
      await failure(served.drained());
    });

    it('may be 0', async () => {
      await using served = await Served.start({ timeoutMs: 0 });
      const destroyed = failure(served.get('/slow'));
      await served.arrival();
      expect(await failure(served.drained())).to.have.property('message').that.matches(/within 0 ms, and destroyed GET \/slow$/);
      await destroyed;
    });
  });

  describe('an upgraded socket', () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';
    const kinds = [
      { event: 'upgrade', says: 'GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n', answer: switching },
      { event: 'connect', says: 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', answer: 'HTTP/1.1 200 OK\r\n\r\n' },
    ];
    for (const { event, says, answer } of kinds) {
      it(`belongs to its owner, who ends it (${event})`, async () => {
        await using served = await Served.start();
        served.server.on(event, (_request, socket) => {
          socket.write(answer);
          socket.on('data', (data: Buffer) => (String(data) === 'bye' ? socket.end('bye') : socket.write(data)));
        });
        await using client = await served.raw(says);
        await client.until('\r\n\r\n');
        const events: string[] = [];
        const drained = served.drained().then(() => events.push('drained'));
        await served.untilRefused();
        client.say('still there?');
        await client.until('still there?');
        events.push('echoed');
        client.say('bye');
        expect(await client.ended).to.match(/bye$/);
        await drained;
        expect(events).to.deep.equal(['echoed', 'drained']);
      });

      it(`is destroyed after timeoutMs, which is no lost request (${event})`, async () => {
        await using served = await Served.start({ timeoutMs: 50 });
        served.server.on(event, (_request, socket) => socket.on('error', () => {}).write(answer));
        await using client = await served.raw(says);
        await client.until('\r\n\r\n');
        await served.drained();
        expect(await client.ended).to.equal(answer);
      });
    }

    it('is none where nobody listens for upgrades: the request is a request', async () => {
      await using served = await Served.start();
      await using client = await served.raw(kinds[0]!.says);
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.end('plain');
      expect(await client.ended).to.match(/Connection: close[^]*plain$/);
      await served.drained();
    });
  });

  describe('with https', () => {
    const secured = (options?: DrainOptions) => Served.start(options, createSecureServer(selfSigned));
    const get = (served: Served, path: string) =>
      ask({ agent: false, host: '127.0.0.1', port: served.port, path, ca: selfSigned.cert } as RequestOptions, secureRequest);

    it('answers what is in flight, and closes what is idle or has not shaken hands', async () => {
      await using served = await secured();
      await using halfway = await served.raw();
      const idle = connectSecurely({ port: served.port, host: '127.0.0.1', ca: selfSigned.cert });
      idle.on('error', () => {});
      await once(served.server, 'secureConnection');
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

    it('names what timeoutMs has destroyed', async () => {
      await using served = await secured({ timeoutMs: 50 });
      const destroyed = failure(get(served, '/slow'));
      await served.arrival();
      expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/slow$/);
      expect(await destroyed).to.have.property('code', 'ECONNRESET');
    });

    it('leaves an upgraded socket to its owner', async () => {
      await using served = await secured();
      served.server.on('upgrade', (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
        socket.once('data', (data: Buffer) => socket.end(data));
      });
      const socket = connectSecurely({ port: served.port, host: '127.0.0.1', ca: selfSigned.cert });
      socket.write('GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      await once(socket, 'data');
      served.begin();
      await served.untilRefused();
      socket.write('still there');
      expect(String((await once(socket, 'data'))[0])).to.equal('still there');
      socket.end();
      await served.drained();
    });
  });

  describe('signal', () => {
    it('that has aborted already begins the drain at once', async () => {
      const server = createServer().listen(0);
      await once(server, 'listening');
      const closed = once(server, 'close');
      await using _drain = drainServer(server, { signal: AbortSignal.abort() });
      await closed;
    });

    it('begins the drain, and a failed one waits for whoever disposes', async () => {
      await using served = await Served.start({ timeoutMs: 0 });
      const destroyed = failure(served.get('/slow'));
      await served.arrival();
      served.begin();
      await destroyed;
      for (let turn = 0; turn < 5; turn++) await setImmediate(); // an unhandled rejection would fail this test
      expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/slow$/);
    });

    it('keeps no listener once the drain has begun', async () => {
      await using served = await Served.start();
      expect(getEventListeners(served.signal, 'abort')).to.have.lengthOf(1);
      await served.drained();
      expect(getEventListeners(served.signal, 'abort')).to.have.lengthOf(0);
    });
  });

  it('closes a server at once that begins to listen after it was drained', async () => {
    expect(await runProgram('listens-late')).to.deep.equal({ code: 0, signal: null, stdout: 'SIGTERM\n', stderr: '' });
  });

  describe('disposing', () => {
    it('twice returns the same promise', async () => {
      await using served = await Served.start();
      const first = served.drained();
      expect(served.drained()).to.equal(first);
      await first;
      expect(served.drained()).to.equal(first);
    });

    it('twice rejects twice', async () => {
      await using served = await Served.start({ timeoutMs: 0 });
      const destroyed = failure(served.get('/slow'));
      await served.arrival();
      const error = await failure(served.drained());
      expect(await failure(served.drained())).to.equal(error);
      await destroyed;
    });

    it('of a server that never listened, or is closed already, resolves', async () => {
      await drainServer(createServer())[Symbol.asyncDispose]();
      const closed = createServer().listen(0);
      await once(closed, 'listening');
      const drain = drainServer(closed);
      await new Promise((resolve) => closed.close(resolve));
      await drain[Symbol.asyncDispose]();
    });

    it('takes every listener off the server', async () => {
      const server = createServer(() => {});
      server.on('upgrade', () => {}).on('checkContinue', () => {});
      const events = ['connection', 'secureConnection', 'request', 'upgrade', 'connect', 'checkContinue', 'checkExpectation'];
      const counts = () => events.map((event) => `${event} ${server.listenerCount(event)}`);
      const before = counts();
      const drain = drainServer(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const client = await RawClient.connect((server.address() as AddressInfo).port);
      await drain[Symbol.asyncDispose]();
      await client.ended;
      expect(counts()).to.deep.equal(before);
    });
  });

  describe('refuses', () => {
    const refused: [title: string, call: () => unknown, type: typeof TypeError, message: string][] = [
      ['nothing', () => drainServer(undefined as never), TypeError, 'drainServer expected an http or https server, received undefined'],
      ['no server', () => drainServer({} as never), TypeError, 'drainServer expected an http or https server, received an object'],
      ['a delay of the wrong type', () => drainServer(createServer(), { delayMs: '5' as never }), TypeError,
        "drainServer expected the option 'delayMs' to be a number of milliseconds, received '5'"],
      ['a timeout out of range', () => drainServer(createServer(), { timeoutMs: -1 }), RangeError,
        "drainServer expected the option 'timeoutMs' to be a whole number of milliseconds from 0 to 2147483647, received -1"],
      ['no AbortSignal', () => drainServer(createServer(), { signal: {} as never }), TypeError,
        "drainServer expected the option 'signal' to be an AbortSignal, received an object"],
      ['an unknown option', () => drainServer(createServer(), { timeout: 5 } as never), TypeError,
        "drainServer expected the options signal, delayMs, timeoutMs, received 'timeout' with 5"],
    ];
    for (const [title, call, type, message] of refused) {
      it(title, () => expect(call).to.throw(type, message));
    }
  });

  describe('under load', function () {
    this.timeout(30_000);

    const ROUNDS = 25;
    it(`loses none of 300 requests, drained at ${ROUNDS} random moments: each is answered in full, named, or was never accepted`, async () => {
      const totals = { answered: 0, named: 0, refused: 0 };
      for (let round = 0; round < ROUNDS; round++) {
        const seed = Math.floor(Math.random() * 2 ** 32);
        const counts = await drainUnderLoad(seed, 300).catch((error: Error) => {
          throw new AssertionError(`seed ${seed}: ${error.message}`);
        });
        for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += counts[key];
      }
      // The moments were such that all three happened.
      for (const [outcome, count] of Object.entries(totals)) expect(count, outcome).to.be.above(0);
    });

    it('loses none on a real SIGTERM, and the process ends at once, having chosen to exit 0', async () => {
      await using child = await start('http/server', { ready: /^port \d+$/ });
      const port = Number(/port (\d+)/.exec(child.output.stdout)![1]);
      using agent = disposable(new Agent({ keepAlive: true, maxSockets: 50 }));
      const answered = new Set<number>();
      let killed = false;
      await Promise.all(Array.from({ length: 300 }, async (_, id) => {
        try {
          const { body } = await ask({ host: '127.0.0.1', port, path: `/${id}`, agent: id % 2 === 0 ? agent : false });
          if (body.endsWith(`end ${id}\n`)) answered.add(id);
          if (answered.size === 100 && !killed) {
            killed = true;
            child.send('SIGTERM');
          }
        } catch {
          // refused or reset
        }
      }));
      const { code, stdout, stderr } = await child.ended;
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      const accepted = /accepted (.*)/.exec(stdout)![1]!.split(',').map(Number);
      expect(accepted.filter((id) => !answered.has(id))).to.deep.equal([]);
    });
  });
});

/** Drains while requests of all kinds are under way; throws when one is lost. */
async function drainUnderLoad(seed: number, requests: number): Promise<{ answered: number; named: number; refused: number }> {
  const random = randomNumbers(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const timeoutMs = random() < 0.3 ? pick(10) : undefined;
  await using served = await Served.start({ delayMs: random() < 0.3 ? pick(10) : 0, timeoutMs });
  using agent = disposable(new Agent({ keepAlive: true, maxSockets: 20 }));
  const accepted = new Set<string>();
  const drainAt = 1 + pick(requests);
  served.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    accepted.add(request.url!);
    if (accepted.size === drainAt) served.begin();
    void answer(request.url!, response);
  });

  async function answer(path: string, response: ServerResponse): Promise<void> {
    const inPieces = random() < 0.5;
    for (let piece = pick(4); piece >= 0; piece--) {
      if (inPieces) response.write('x'.repeat(pick(20_000)));
      await (random() < 0.5 ? setImmediate() : setTimeout(pick(6)));
    }
    response.end(`end ${path}\n`);
  }

  const texts = new Map<string, string>();
  async function askOne(path: string): Promise<void> {
    const body = await served.get(path, random() < 0.5 ? { agent } : {}).then((answer) => answer.body, () => '');
    texts.set(path, body);
  }
  async function askPipelined(paths: string[]): Promise<void> {
    try {
      await using client = await served.raw(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
      await client.until(`end ${paths.at(-1)}\n`).catch(() => {});
      for (const path of paths) texts.set(path, client.heard);
    } catch {
      // refused
    }
  }
  const asking: Promise<void>[] = [];
  for (let id = 0; id < requests; ) {
    const many = random() < 0.1 ? Math.min(3, requests - id) : 1;
    const paths = Array.from({ length: many }, () => `/${id++}`);
    asking.push(many === 1 ? askOne(paths[0]!) : askPipelined(paths));
    if (random() < 0.05) await setImmediate();
  }
  await Promise.all(asking);
  served.begin();
  const error = await served.drained().then(() => undefined, (reason: Error) => reason);
  const named = new Set([...(error?.message.matchAll(/GET (\/\d+)/g) ?? [])].map(([, path]) => path!));

  let answered = 0;
  for (const path of accepted) {
    const isAnswered = texts.get(path)?.includes(`end ${path}\n`) ?? false;
    if (isAnswered) answered++;
    else if (!named.has(path)) throw new Error(`${path} was accepted and lost; answered ${answered}, ${error?.message ?? 'no error'}`);
  }
  return { answered, named: named.size, refused: requests - accepted.size };
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const connections = (server: Server) =>
  new Promise<number>((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

const disposable = (agent: Agent): Agent & Disposable => Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
