import { expect } from 'chai';
import { once } from 'node:events';
import { type Server, type ServerOptions, createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createSecureServer } from 'node:https';
import { HOUR_MS, Served, connections, failure } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

describe('drainServer() and time', function () {
  this.timeout(30_000);

  describe('timeoutMs', () => {
    it('destroys what is left and names the requests in the error', async () => {
      await using served = await Served.start({ timeoutMs: 100 });
      const failures = [failure(served.get('/slow?q=1')), failure(served.get('/upload', { method: 'PUT' }))];
      await served.arrival();
      await served.arrival();
      const error = await failure(served.drained());
      expect(error).to.be.instanceOf(Error).with.property('message').that.matches(
        /^drainServer expected every request to be answered within 100 ms, but destroyed (GET \/slow\?q=1, PUT \/upload|PUT \/upload, GET \/slow\?q=1)$/,
      );
      for (const destroyed of failures) expect(await destroyed).to.have.property('code', 'ECONNRESET');
      expect(await connections(served.server)).to.equal(0);
    });

    it('names an answer that was half sent, and those pipelined behind it', async () => {
      await using served = await Served.start({ timeoutMs: 100 });
      await using client = await served.raw('GET /half HTTP/1.1\r\nHost: x\r\n\r\nGET /behind HTTP/1.1\r\nHost: x\r\n\r\n');
      (await served.arrival()).write('half');
      await served.arrival();
      expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/half, GET \/behind$/);
      expect(await client.ended).to.match(/half\r\n$/);
    });

    it('names an answer that was ended and that a slow reader has not taken', async () => {
      await using served = await Served.start({ timeoutMs: 100 });
      await using client = await served.raw('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
      client.socket.pause();
      (await served.arrival()).end(Buffer.alloc(64 * 1024 * 1024));
      expect(await failure(served.drained())).to.have.property('message').that.matches(/destroyed GET \/large$/);
    });

    it('names apart what it has destroyed and what others have cut short before', async () => {
      await using served = await Served.start({ timeoutMs: 200 });
      const failures = [failure(served.get('/cut')), failure(served.get('/slow'))];
      const responses = [await served.arrival(), await served.arrival()];
      served.begin();
      await served.untilRefused();
      responses.find(({ req }) => req.url === '/cut')!.destroy();
      expect(await failure(served.drained())).to.have.property('message', 'drainServer expected every request to be answered within 200 ms, ' +
        'but destroyed GET /slow, and this process cut short GET /cut');
      await Promise.all(failures);
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
      expect(await failure(served.drained())).to.have.property('message').that.matches(/within 0 ms, but destroyed GET \/slow$/);
      await destroyed;
    });

    it('ends the linger, too, and idle connections are none that are named', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS, timeoutMs: 50 });
      await using client = await served.keptAlive();
      await using fresh = await served.accepted('GET / HT');
      await served.drained();
      await Promise.all([client.ended, fresh.ended]);
    });
  });

  describe('signal of the drain', () => {
    it('aborts with a TimeoutError when timeoutMs is over', async () => {
      await using served = await Served.start({ timeoutMs: 50 });
      const { signal } = served.drain;
      const destroyed = failure(served.get('/slow'));
      await served.arrival();
      served.begin();
      expect(signal.aborted).to.equal(false);
      await once(signal, 'abort');
      expect(signal.reason).to.have.property('name', 'TimeoutError');
      expect(signal.reason).to.have.property('message', 'The server was not drained within 50 ms');
      await Promise.all([destroyed, failure(served.drained())]);
    });

    it('leaves a handler the time to answer that it has given up', async () => {
      await using served = await Served.start({ timeoutMs: 50 });
      const answer = served.get('/slow');
      const response = await served.arrival();
      served.begin();
      await sleep(HOUR_MS, undefined, { signal: served.drain.signal }).catch(() => {});
      response.writeHead(503).end('gave up');
      expect(await answer).to.deep.equal({ status: 503, connection: 'close', body: 'gave up' });
      await served.drained();
    });

    it("is what a handler gives to its own fetch: the request is answered, which the signal that begins the drain would fail", async () => {
      await using upstream = await Served.start();
      await using served = await Served.start({ timeoutMs: HOUR_MS });
      const statuses: Promise<number>[] = [];
      for (const signal of [served.drain.signal, served.signal]) {
        statuses.push(served.get().then(({ status }) => status));
        const response = await served.arrival();
        void fetch(`http://127.0.0.1:${upstream.port}`, { signal }).then(() => response.end(), () => response.writeHead(500).end());
      }
      const answers = [await upstream.arrival(), await upstream.arrival()];
      served.begin();
      await served.untilRefused();
      for (const answer of answers) answer.end('data');
      expect(await Promise.all(statuses)).to.deep.equal([200, 500]);
      await served.drained();
    });

    it('does not abort as the drain begins, nor when it ends in time', async () => {
      await using served = await Served.start({ timeoutMs: HOUR_MS });
      const answer = served.get();
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.end();
      await Promise.all([answer, served.drained()]);
      expect(served.drain.signal.aborted).to.equal(false);
    });

    it('may be given to any number of operations at a time', async () => {
      await using served = await Served.start();
      await Promise.all(Array.from({ length: 50 }, () => sleep(1, undefined, { signal: served.drain.signal }))); // a warning fails the test
    });
  });

  describe('the timeouts of the server go on counting', () => {
    const options: ServerOptions = { requestTimeout: 300, headersTimeout: 300, connectionsCheckingInterval: 50 };
    const stalled: [title: string, says: string, hasRequest: boolean][] = [
      ['requestTimeout, of an upload that stalls', 'POST /stalled HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello', true],
      ['headersTimeout, of a head that stalls', 'GET /stalled HTTP/1.1\r\nHost: x\r\nX-Half:', false],
    ];
    for (const [name, make] of [['http', () => createServer(options)], ['https', () => createSecureServer({ ...options, ...selfSigned })]] as const) {
      for (const [title, says, hasRequest] of stalled) {
        it(`and answer 408: ${title} (${name})`, async () => {
          await using served = await Served.start({ lingerMs: HOUR_MS }, make() as Server);
          const client = name === 'http' ? (await served.accepted()).socket : await secure(served);
          client.write(says);
          if (hasRequest) await served.arrival();
          else await sleep(20);
          served.begin();
          let heard = '';
          client.on('data', (data: Buffer) => (heard += String(data))).on('error', () => {});
          await once(client, 'close');
          expect(heard).to.match(/^HTTP\/1.1 408 /);
          await served.drained();
        });
      }
    }

    it('and an answer that has begun is cut short by them: it is named', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS }, createServer(options));
      await using client = await served.accepted('POST /stalled HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello');
      (await served.arrival()).write('begun');
      await client.until('begun');
      expect(await failure(served.drained())).to.have.property('message').that.matches(/cut short POST \/stalled$/);
    });

    it('no longer than the drain', async () => {
      const server = createServer(options);
      await using served = await Served.start({ lingerMs: 0 }, server);
      await served.drained();
      const interval = Object.getOwnPropertySymbols(server).find(({ description }) => description === 'http.server.connectionsCheckingInterval')!;
      expect((server as unknown as Record<symbol, { _destroyed: boolean }>)[interval]!._destroyed).to.equal(true);
    });
  });
});

async function secure(served: Served) {
  const { connect } = await import('node:tls');
  const socket = connect({ port: served.port, host: '127.0.0.1', ca: selfSigned.cert });
  await once(socket, 'secureConnect');
  return socket;
}
