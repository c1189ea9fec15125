import { expect } from 'chai';
import { getEventListeners, once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { createServer as createHttp2Server, createSecureServer as createSecureHttp2Server } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createNetServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { channel } from 'node:diagnostics_channel';
import { type ServerDrain, drainServer } from 'capture-signals/http';
import { RawClient } from '../support/raw-client.ts';
import { Served, failure, listen } from '../support/served.ts';

describe('drainServer()', function () {
  this.timeout(30_000);

  describe('signal, the option', () => {
    it('that has aborted already begins the drain at once', async () => {
      const server = createServer().listen(0);
      await once(server, 'listening');
      const closed = once(server, 'close');
      await using drain = drainServer(server, { signal: AbortSignal.abort() });
      expect(drain.draining).to.equal(true);
      await closed;
    });

    it('begins the drain in the turn in which it aborts', async () => {
      await using served = await Served.start();
      served.begin();
      expect(served.drain.draining).to.equal(true);
      await served.drained();
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

    it('has one listener, however many requests there are', async () => {
      await using served = await Served.start();
      served.server.on('request', (_, response) => response.end());
      for (let i = 0; i < 20; i++) await served.get();
      expect(getEventListeners(served.signal, 'abort')).to.have.lengthOf(1);
      await served.drained();
    });
  });

  describe('draining', () => {
    it('is for a readiness check: false, then true from the beginning on', async () => {
      await using served = await Served.start({ delayMs: 600 });
      served.server.on('request', (_, response) => response.writeHead(served.drain.draining ? 503 : 200).end());
      expect(await served.get()).to.include({ status: 200 });
      served.begin();
      expect(await served.get()).to.include({ status: 503 });
    });

    it('stays true when the drain is over', async () => {
      await using served = await Served.start();
      await served.drained();
      expect(served.drain.draining).to.equal(true);
    });
  });

  describe('close()', () => {
    it('twice returns the same promise, as disposing does', async () => {
      await using served = await Served.start();
      const first = served.drained();
      expect(served.drained()).to.equal(first);
      expect(served.drain[Symbol.asyncDispose]()).to.equal(first);
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

    it('is what `await using` calls', async () => {
      const server = createServer();
      await listen(server);
      let drain: ServerDrain;
      {
        await using drained = drainServer(server);
        drain = drained;
        expect(drain.draining).to.equal(false);
      }
      expect(drain.draining).to.equal(true);
      expect(server.listening).to.equal(false);
    });

    it('is over before what was declared above the drain is disposed: handlers find their database open to the end', async () => {
      const events: string[] = [];
      const controller = new AbortController();
      const server = createServer((_, response) => {
        events.push('asked');
        response.end();
      });
      const port = await listen(server);
      {
        await using _database = { [Symbol.asyncDispose]: async () => void events.push('database is closed') };
        await using _drain = drainServer(server, { signal: controller.signal, delayMs: 300 });
        controller.abort();
        void fetch(`http://127.0.0.1:${port}`).then(() => events.push('answered'));
      }
      expect(events).to.deep.equal(['asked', 'answered', 'database is closed']);
    });

    it('of a server that never listened, or is closed already, resolves', async () => {
      await drainServer(createServer()).close();
      const closed = createServer().listen(0);
      await once(closed, 'listening');
      const drain = drainServer(closed);
      await new Promise((resolve) => closed.close(resolve));
      await drain.close();
      await drainServer(closed).close();
    });

    it('leaves the server as it was: no listener, no method of its own', async () => {
      const server = createServer(() => {});
      server.on('upgrade', () => {}).on('checkContinue', () => {});
      const state = () => [...server.eventNames().map((name) => `${String(name)} ${server.listenerCount(name)}`), ...Object.keys(server)];
      const before = state();
      const drain = drainServer(server);
      await listen(server);
      const after = state().filter((key) => !before.includes(key));
      const client = await RawClient.connect((server.address() as { port: number }).port);
      await drain.close();
      await client.ended;
      expect(state().filter((key) => !before.includes(key) && !after.includes(key))).to.deep.equal([]);
      expect(Object.hasOwn(server, 'emit')).to.equal(false);
    });
  });

  it('subscribes to the requests of the process while there is a drain that is not over, and only then', async () => {
    const requests = channel('http.server.request.start');
    expect(requests.hasSubscribers).to.equal(false);
    const drains = [createServer(), createServer()].map((server) => drainServer(server));
    expect(requests.hasSubscribers).to.equal(true);
    await drains[0]!.close();
    expect(requests.hasSubscribers).to.equal(true);
    await drains[1]!.close();
    expect(requests.hasSubscribers).to.equal(false);
  });

  it('takes no requests of another server for its own', async () => {
    await using one = await Served.start();
    await using other = await Served.start();
    const answer = other.get('/', { headers: { connection: 'keep-alive' } });
    const response = await other.arrival();
    expect([one.drain.inFlight, other.drain.inFlight]).to.deep.equal([0, 1]);
    await one.drained();
    response.end();
    expect(await answer).to.include({ connection: 'keep-alive' });
    await other.drained();
  });

  it('may be called twice for one server: each drain waits for what is in flight', async () => {
    await using served = await Served.start();
    const second = drainServer(served.server);
    const answer = served.get();
    const response = await served.arrival();
    expect([served.drain.inFlight, second.inFlight]).to.deep.equal([1, 1]);
    const events: string[] = [];
    const both = [second.close().then(() => events.push('second')), served.drained().then(() => events.push('first'))];
    await served.untilRefused();
    expect(events).to.deep.equal([]);
    response.end('whole');
    expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'whole' });
    await Promise.all(both);
    expect(['emit', 'close', 'closeIdleConnections'].filter((name) => Object.hasOwn(served.server, name))).to.deep.equal([]);
  });

  it('may be called twice for one server: neither drain names what comes after the answer that the connection was closed with', async () => {
    await using served = await Served.start();
    const second = drainServer(served.server);
    await using client = await served.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const response = await served.arrival();
    const drained = Promise.all([second.close(), served.drained()]);
    await served.untilRefused();
    client.socket.prependListener('end', () => client.say('GET /after HTTP/1.1\r\nHost: x\r\n\r\n'));
    response.end('whole');
    expect(await client.ended).to.match(/whole$/);
    await drained;
  });

  it('gives members that work without their drain', async () => {
    await using served = await Served.start();
    const { draining, inFlight, signal, close, [Symbol.asyncDispose]: dispose } = served.drain;
    expect({ draining, inFlight }).to.deep.equal({ draining: false, inFlight: 0 });
    expect(signal.aborted).to.equal(false);
    await close();
    await dispose();
    expect(Object.create(served.drain).draining).to.equal(true);
  });

  const servers: [title: string, make: () => Server][] = [
    ['node:http', () => createServer()],
    ['node:https', () => createSecureServer({}) as unknown as Server],
    ['node:http2', () => createHttp2Server() as unknown as Server],
    ['node:http2, secure', () => createSecureHttp2Server({}) as unknown as Server],
    ['node:http, of a class of its own', () => new (class Own extends (createServer().constructor as new () => Server) {})()],
  ];
  for (const [title, make] of servers) {
    it(`takes a server of ${title}`, async () => {
      const server = make();
      const drain = drainServer(server);
      await listen(server);
      await drain.close();
      expect(server.listening).to.equal(false);
    });
  }

  describe('refuses', () => {
    const wanted = 'drainServer expected a server of node:http, node:https or node:http2, received ';
    const refused: [title: string, call: () => unknown, type: typeof TypeError, message: string][] = [
      ['nothing', () => drainServer(undefined as never), TypeError, `${wanted}undefined`],
      ['null', () => drainServer(null as never), TypeError, `${wanted}null`],
      ['no server', () => drainServer({} as never), TypeError, `${wanted}an object`],
      ['a port', () => drainServer(8080 as never), TypeError, `${wanted}8080`],
      ['a function, as Express makes', () => drainServer((() => {}) as never), TypeError, `${wanted}a function`],
      ['an app of Express, for what it listens with', () => drainServer(Object.assign(() => {}, { listen() {} }) as never), TypeError, `${wanted}a function: pass what its listen() returns`],
      ['an app of Koa', () => drainServer({ listen() {}, callback() {} } as never), TypeError, `${wanted}an object: pass what its listen() returns`],
      ['an app of Fastify, for its server', () => drainServer({ server: createServer(), listen() {}, close() {}, then() {} } as never), TypeError, `${wanted}an app: pass its server`],
      ['a server of hapi, for its listener', () => drainServer({ listener: createSecureServer({}), stop() {} } as never), TypeError, `${wanted}an app: pass its listener`],
      ['a server of socket.io, for its httpServer', () => drainServer({ httpServer: createHttp2Server(), close() {} } as never), TypeError, `${wanted}an app: pass its httpServer`],
      ['an app whose server is none yet', () => drainServer({ server: undefined, close() {} } as never), TypeError, `${wanted}an object`],
      ['a server of gRPC', () => drainServer({ tryShutdown() {}, bindAsync() {} } as never), TypeError, `${wanted}an object: call its tryShutdown()`],
      ['a server of Deno', () => drainServer({ shutdown() {}, finished: Promise.resolve() } as never), TypeError, `${wanted}an object: call its shutdown()`],
      ['a proxy of http-proxy, whose listen returns itself', () => drainServer({ web() {}, ws() {}, listen() {}, close() {}, emit() {} } as never), TypeError, `${wanted}an object: pass the server that calls it`],
      ['an app of Hono', () => drainServer({ fetch() {}, request() {} } as never), TypeError, `${wanted}an object: pass the server that calls it`],
      ['a promise of a server', () => drainServer(Promise.resolve(createServer()) as never), TypeError, `${wanted}a promise: await it`],
      ['a net.Server', () => drainServer(createNetServer() as never), TypeError, `${wanted}a net.Server`],
      ['a tls.Server', () => drainServer(createTlsServer() as never), TypeError, `${wanted}a net.Server`],
      ['options that are none', () => drainServer(createServer(), 5 as never), TypeError, 'drainServer expected an object of options, received 5'],
      ['a delay of the wrong type', () => drainServer(createServer(), { delayMs: '5' as never }), TypeError,
        "drainServer expected the option 'delayMs' to be a number of milliseconds, received '5'"],
      ['a linger that is no whole number', () => drainServer(createServer(), { lingerMs: 0.5 }), RangeError,
        "drainServer expected the option 'lingerMs' to be a whole number of milliseconds from 0 to 2147483647, received 0.5"],
      ['a timeout out of range', () => drainServer(createServer(), { timeoutMs: -1 }), RangeError,
        "drainServer expected the option 'timeoutMs' to be a whole number of milliseconds from 0 to 2147483647, received -1"],
      ['no AbortSignal', () => drainServer(createServer(), { signal: {} as never }), TypeError,
        "drainServer expected the option 'signal' to be an AbortSignal, received an object"],
      ['an unknown option', () => drainServer(createServer(), { timeout: 5 } as never), TypeError,
        "drainServer expected only the options signal, delayMs, lingerMs, timeoutMs, received 'timeout' with 5"],
    ];
    for (const [title, call, type, message] of refused) {
      it(title, () => {
        expect(call).to.throw(type).with.property('message').that.equals(message);
        expect(channel('http.server.request.start').hasSubscribers).to.equal(false);
      });
    }

    it('nothing that is undefined', async () => {
      await drainServer(createServer(), { signal: undefined, delayMs: undefined, lingerMs: undefined, timeoutMs: undefined }).close();
    });
  });
});
