import { expect } from 'chai';
import { once } from 'node:events';
import { Agent, type RequestOptions, type Server, createServer, request as requestPlainly } from 'node:http';
import { createServer as createSecureServer, request as requestSecurely } from 'node:https';
import { connect } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { drainServer } from 'capture-signals/http';
import { run } from '../support/process.ts';
import { RawClient } from '../support/raw-client.ts';
import { until } from '../support/until.ts';
import { HOUR_MS, Served, ask, disposable, failure, listen } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe('drainServer() and the listener', function () {
  this.timeout(30_000);

  describe('a connection that the system has accepted is served', () => {
    it('when the process has not come to it as the drain begins', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      const socket = connect(served.port, '127.0.0.1');
      await new Promise(process.nextTick); // connected by the system
      served.begin();
      await once(socket, 'connect');
      socket.write(request('/'));
      (await served.arrival()).end('served');
      expect(String((await once(socket, 'data'))[0])).to.match(/served$/);
      socket.destroy();
      await served.drained();
    });

    it('when the event loop is blocked as the drain begins, for longer than it would wait otherwise', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      const sockets = Array.from({ length: 20 }, () => connect(served.port, '127.0.0.1'));
      await new Promise(process.nextTick);
      served.begin();
      const end = performance.now() + 1100;
      while (performance.now() < end);
      served.server.on('request', (_, response) => response.end('served'));
      await Promise.all(sockets.map(async (socket) => {
        socket.write(request('/'));
        expect(String((await once(socket, 'data'))[0])).to.match(/served$/);
        socket.destroy();
      }));
      await served.drained();
    });

    it("when hundreds wait in the system's queue", async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      let accepted = 0;
      served.server.on('connection', () => accepted++);
      const sockets = Array.from({ length: 400 }, () => connect(served.port, '127.0.0.1').on('error', () => {}));
      await new Promise(process.nextTick);
      served.begin();
      await until('it has stopped accepting', () => !served.server.listening, 5);
      expect(accepted).to.equal(sockets.length);
      for (const socket of sockets) socket.destroy();
      await served.drained();
    });

    it('when one comes in each turn of the event loop: accepting goes on until they pause', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      served.server.on('request', (_, response) => response.end('served'));
      served.begin();
      const outcomes: Promise<unknown>[] = [];
      for (let turn = 0; turn < 30; turn++) {
        const socket = connect(served.port, '127.0.0.1', () => socket.write(request('/')));
        outcomes.push(once(socket, 'data').then(() => socket.destroy(), (error) => error.code));
        await setImmediate();
      }
      expect(await Promise.all(outcomes)).to.not.include('ECONNRESET');
      await served.drained();
    });
  });

  for (const delayMs of [0, 50]) {
    it(`is closed before an answer says that its connection closes: delayMs ${delayMs}`, async () => {
      await using served = await Served.start({ delayMs });
      using agent = disposable(new Agent({ keepAlive: true, maxSockets: 1 }));
      const listening: boolean[] = [];
      served.server.on('request', (_, response) => {
        listening.push(served.server.listening);
        response.end();
      });
      await served.get('/', { agent });
      served.begin();
      for (;;) {
        const { connection } = await served.get('/', { agent });
        expect(connection).to.equal(listening.at(-1) ? 'keep-alive' : 'close');
        if (connection === 'close') break;
      }
      await served.drained();
    });
  }

  it('is closed in the end where connections come without a pause', async () => {
    await using served = await Served.start();
    served.begin();
    const refused = (async () => {
      for (;;) await (await RawClient.connect(served.port))[Symbol.asyncDispose]();
    })();
    expect(await failure(refused)).to.have.property('code').that.matches(/ECONNREFUSED|ECONNRESET/);
    await served.drained();
  });

  it('is closed while a request is in flight, and nothing is accepted any more', async () => {
    await using served = await Served.start();
    const answer = served.get();
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    expect(served.server.listening).to.equal(false);
    response.end();
    await Promise.all([answer, served.drained()]);
  });

  describe('delayMs', () => {
    for (const [name, make] of [['http', () => createServer()], ['https', () => createSecureServer(selfSigned) as unknown as Server]] as const) {
      it(`changes nothing but \`draining\`, then the server stops: ${name}`, async () => {
        await using served = await Served.start({ delayMs: 600 }, make());
        const options = { port: served.port, host: '127.0.0.1', ca: selfSigned.cert, headers: { connection: 'keep-alive' } } as RequestOptions;
        const get = () => ask({ ...options, agent: false }, name === 'https' ? requestSecurely : requestPlainly);
        const before = get();
        const response = await served.arrival();
        served.begin();
        response.end('welcome');
        expect(await before).to.deep.equal({ status: 200, connection: 'keep-alive', body: 'welcome' });
        for (let i = 0; i < 3; i++) {
          await setTimeout(100); // it would have stopped by now
          const answer = get();
          (await served.arrival()).end('welcome');
          expect(await answer).to.deep.equal({ status: 200, connection: 'keep-alive', body: 'welcome' });
        }
        await served.drained();
        expect(await failure(get())).to.have.property('code', 'ECONNREFUSED');
      });
    }

    it('keeps idle connections open meanwhile, whatever lingerMs is', async () => {
      await using served = await Served.start({ delayMs: 600, lingerMs: 0 });
      await using client = await served.keptAlive();
      served.begin();
      await setTimeout(100); // it would have been closed by now
      client.say(request('/2'));
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

  describe('is the business of the drain', () => {
    it('while it delays: somebody else who closes the server closes nothing yet, and is called back when it is closed', async () => {
      await using served = await Served.start({ delayMs: 300 });
      served.begin();
      const closed = new Promise<unknown>((resolve) => served.server.close(resolve));
      served.server.closeIdleConnections();
      const answer = served.get();
      (await served.arrival()).end('welcome');
      expect(await answer).to.include({ body: 'welcome' });
      await served.drained();
      expect(await closed).to.equal(undefined);
    });

    it('while it lingers: closeIdleConnections resets no request that is on its way', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      await using client = await served.keptAlive();
      served.begin();
      await served.untilRefused();
      served.server.close();
      served.server.closeIdleConnections();
      client.say(request('/2'));
      (await served.arrival()).end('second');
      expect(await client.ended).to.match(/second$/);
      await served.drained();
    });

    it('not before: a server that is closed by others, and then drained, has its connections drained', async () => {
      await using served = await Served.start({ lingerMs: 0 });
      const events: string[] = [];
      const answer = served.get('/', { headers: { connection: 'keep-alive' } });
      const response = await served.arrival();
      response.on('finish', () => events.push('finish'));
      served.server.close(() => events.push('close'));
      await served.untilRefused();
      const drained = served.drained().then(() => events.push('drained'));
      await setTimeout(100); // it would be over by now
      response.end('whole');
      expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'whole' });
      await drained;
      expect([...events].sort()).to.deep.equal(['close', 'drained', 'finish']);
      expect(events[0]).to.equal('finish');
    });

    it('not after: its methods are its own again', async () => {
      await using served = await Served.start();
      const own = () => ['emit', 'close', 'closeIdleConnections'].filter((name) => Object.hasOwn(served.server, name));
      served.begin();
      expect(own()).to.deep.equal(['emit', 'close', 'closeIdleConnections']);
      await served.drained();
      expect(own()).to.deep.equal([]);
    });

    for (const [title, order] of [['in the order in which they began', [0, 1]], ['the other way round', [1, 0]]] as const) {
      it(`not after: its methods are its own again when two drains have gone, ${title}`, async () => {
        await using served = await Served.start();
        const drains = [served.drain, drainServer(served.server)];
        const own = () => ['emit', 'close', 'closeIdleConnections'].filter((name) => Object.hasOwn(served.server, name));
        for (const index of order) await drains[index]!.close();
        expect(own()).to.deep.equal([]);
      });
    }

    it("not after: a method that somebody had put in front of the server's own is there again", async () => {
      const server = createServer();
      const close = server.close.bind(server);
      server.close = close;
      await drainServer(server).close();
      expect(server.close).to.equal(close);
    });
  });

  it("emits 'close' once, when the last connection has ended", async () => {
    await using served = await Served.start();
    const events: string[] = [];
    served.server.on('close', () => events.push('close'));
    const answer = served.get();
    const response = await served.arrival();
    response.on('finish', () => events.push('finish'));
    served.begin();
    await served.untilRefused();
    response.end();
    await Promise.all([answer, served.drained()]);
    expect(events).to.deep.equal(['finish', 'close']);
  });

  describe('that begins to listen after the server was drained', () => {
    it('is closed at once, and the process can end', async () => {
      expect(await run('listens-late')).to.deep.equal({ code: 0, signal: null, stdout: 'SIGTERM\n', stderr: '' });
    });

    it('serves nobody, then and later: a server that had not listened when it was drained', async () => {
      const server = createServer((_, response) => response.end('served'));
      await drainServer(server).close();
      for (let time = 0; time < 2; time++) {
        const listening = once(server, 'listening');
        const closed = once(server, 'close');
        server.listen(0, '127.0.0.1');
        await listening;
        await closed;
        expect(server.listening).to.equal(false);
      }
    });

    it('serves, and can be drained anew: a server that had', async () => {
      const server = createServer((_, response) => response.end('served'));
      for (let time = 0; time < 2; time++) {
        const port = await listen(server);
        const drain = drainServer(server, { lingerMs: 0 });
        expect(await ask({ port, host: '127.0.0.1', agent: false })).to.include({ status: 200, body: 'served' });
        await drain.close();
        expect([server.listening, server.listenerCount('listening')]).to.deep.equal([false, createServer().listenerCount('listening')]);
      }
    });

    for (const delays of [[0, 50], [50, 0], [50, 50]] as const) {
      it(`serves, and can be drained anew: a server that two drains have closed, with delayMs ${delays.join(' and ')}`, async () => {
        const server = createServer((_, response) => response.end('served'));
        for (let time = 0; time < 2; time++) {
          const port = await listen(server);
          expect(await ask({ port, host: '127.0.0.1', agent: false })).to.include({ status: 200, body: 'served' });
          await Promise.all(delays.map((delayMs) => drainServer(server, { delayMs, lingerMs: 0 }).close()));
          expect([server.listening, server.listenerCount('listening')]).to.deep.equal([false, createServer().listenerCount('listening')]);
        }
      });
    }

    it('is closed also while the drain goes on', async () => {
      const server = createServer();
      const drain = drainServer(server, { lingerMs: HOUR_MS });
      const { default: duplexPair } = await import('../support/duplex-pair.ts');
      const [client, socket] = duplexPair();
      server.emit('connection', socket);
      const drained = drain.close();
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await setImmediate();
      expect(server.listening).to.equal(false);
      client.destroy();
      socket.destroy();
      await drained;
    });
  });

  it('may be that of a server which answers on a connection of the program itself', async () => {
    await using client = await Served.start().then(async (served) => {
      const raw = await RawClient.connect(served.port);
      void served.drained();
      return raw;
    });
    await client.ended;
  });
});
