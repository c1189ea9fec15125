import { expect } from 'chai';
import { once } from 'node:events';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { run } from '../support/process.ts';
import { RawClient } from '../support/raw-client.ts';
import { HOUR_MS, Served, connections } from '../support/served.ts';

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Connections that have nothing in flight, and the rest of what each would say. */
const idle: { title: string; open: (served: Served) => Promise<RawClient>; rest: string }[] = [
  { title: 'a connection that has sent nothing', open: (served) => served.accepted(), rest: request('/rest') },
  { title: 'a connection whose request line is half sent', open: (served) => served.accepted('GET /re'), rest: 'st HTTP/1.1\r\nHost: x\r\n\r\n' },
  { title: 'a connection whose head is half sent', open: (served) => served.accepted('GET /rest HTTP/1.1\r\nHost: x\r\nX-Half: '), rest: 'done\r\n\r\n' },
  { title: 'a connection kept alive after its answer', open: (served) => served.keptAlive(), rest: request('/rest') },
];

describe('drainServer() and what is idle', function () {
  this.timeout(30_000);

  describe('lingerMs', () => {
    for (const { title, open, rest } of idle) {
      it(`keeps it for the request that is on its way, which is answered with Connection: close: ${title}`, async () => {
        await using served = await Served.start({ lingerMs: HOUR_MS });
        await using client = await open(served);
        served.begin();
        await served.untilRefused();
        client.say(rest);
        const response = await served.arrival();
        expect(response.req.url).to.equal('/rest');
        response.end('answered');
        expect(await client.ended).to.match(/Connection: close[^]*answered$/);
        await served.drained();
      });

      it(`closes it then, while a request is in flight: ${title}`, async () => {
        await using served = await Served.start({ lingerMs: 50 });
        await using client = await open(served);
        const answer = served.get('/busy');
        const response = await served.arrival();
        served.begin();
        expect(await client.ended).to.equal('');
        response.end('busy');
        expect(await answer).to.include({ body: 'busy' });
        await served.drained();
      });

      it(`closes it at once when it is 0: ${title}`, async () => {
        await using served = await Served.start({ lingerMs: 0 });
        await using client = await open(served);
        const answer = served.get('/busy');
        const response = await served.arrival();
        served.begin();
        expect(await client.ended).to.equal('');
        response.end('busy');
        expect(await answer).to.include({ body: 'busy' });
        await served.drained();
      });
    }

    it('counts from the last activity of each connection: who sends bit by bit outlasts who is silent', async () => {
      await using served = await Served.start({ lingerMs: 200 });
      await using silent = await served.accepted();
      await using slow = await served.accepted('GET /slow HTTP/1.1\r\nHost: x\r\n');
      served.begin();
      let isOver = false;
      void silent.ended.then(() => (isOver = true));
      for (let line = 0; !isOver; line++) {
        slow.say(`X-${line}: 1\r\n`);
        await sleep(10);
      }
      slow.say('\r\n');
      (await served.arrival()).end('slow');
      expect(await slow.ended).to.match(/slow$/);
      await served.drained();
    });

    it('counts an answer as activity: the connection that had it is not idle before its client could ask again', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      await using client = await served.raw(request('/1'));
      const first = await served.arrival();
      first.write('begun,'); // it has said keep-alive
      await client.until('begun,');
      served.begin();
      await served.untilRefused();
      first.end('first');
      await client.until('first');
      client.say(request('/2'));
      (await served.arrival()).end('second');
      expect(await client.ended).to.match(/first[^]*Connection: close[^]*second$/);
      await served.drained();
    });

    it('is not the time in which the event loop was blocked: what has arrived meanwhile is answered', async () => {
      await using served = await Served.start({ lingerMs: 30 });
      await using client = await served.keptAlive();
      served.begin();
      await served.untilRefused();
      client.say(request('/2'));
      const until = performance.now() + 200;
      while (performance.now() < until);
      (await Promise.race([served.arrival(), served.drained().then(() => expect.fail('the request was lost'))])).end('second');
      expect(await client.ended).to.match(/second$/);
      await served.drained();
    });

    it('is 500 by default: a request that comes a turn after the stop is answered', async () => {
      await using served = await Served.start();
      await using client = await served.keptAlive();
      served.begin();
      await served.untilRefused();
      client.say(request('/2'));
      (await served.arrival()).end('second');
      expect(await client.ended).to.match(/second$/);
      await served.drained();
    });

    it('is none where the drain has nothing left to wait for', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      await using client = await served.keptAlive();
      served.begin();
      await served.untilRefused();
      await client[Symbol.asyncDispose]();
      await served.drained();
    });

    it('keeps no process alive where the drain has nothing to wait for', async () => {
      expect(await run('http/drains-at-once')).to.deep.equal({ code: 0, signal: null, stdout: 'drained\n', stderr: '' });
    });

    for (const isKept of [false, true]) {
      it(`keeps nobody who sends empty lines for ever behind the last answer, whose head has said ${isKept ? 'keep-alive' : 'close'}`, async () => {
        await using served = await Served.start({ lingerMs: 50 });
        await using client = await served.raw(request('/'));
        client.socket.allowHalfOpen = true;
        const response = await served.arrival();
        if (isKept) response.writeHead(200, { 'Content-Length': 4 }).flushHeaders();
        served.begin();
        await served.untilRefused();
        const sending = setInterval(() => client.say('\r\n'), 10);
        response.end('over');
        await client.until('over');
        if (isKept) client.say('GET /last HTTP/1.1\r\nHost: x\r\n\r\n');
        if (isKept) (await served.arrival()).end('last');
        await served.drained();
        clearInterval(sending);
      });
    }

    it('keeps nobody whose answer has said that the connection closes, beyond that', async () => {
      await using served = await Served.start({ lingerMs: 50 });
      await using client = await served.raw(request('/'));
      client.socket.allowHalfOpen = true; // it does not close its own side
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.end('over');
      await served.drained();
      expect(client.heard).to.match(/over$/);
    });
  });

  it('is closed when there are thousands', async () => {
    await using served = await Served.start({ lingerMs: 0 });
    const clients: RawClient[] = [];
    for (let i = 0; i < 2000; i++) clients.push(await served.raw());
    while ((await connections(served.server)) < clients.length) await setImmediate();
    await served.drained();
    await Promise.all(clients.map((client) => client.ended));
  });

  it('is answered when it asks while others are being closed', async () => {
    await using served = await Served.start({ lingerMs: 0 });
    const clients: RawClient[] = [];
    for (let i = 0; i < 200; i++) clients.push(await served.accepted());
    const [first, last] = [clients[0]!, clients.at(-1)!];
    first.socket.once('close', () => last.say(request('/last')));
    served.begin();
    (await Promise.race([served.arrival(), served.drained().then(() => expect.fail('the request was lost'))])).end('last');
    expect(await last.ended).to.match(/last$/);
    await served.drained();
  });

  it('may be a stream of the program itself, which counts no bytes', async () => {
    const { default: duplexPair } = await import('../support/duplex-pair.ts');
    await using served = await Served.start({ lingerMs: 50 });
    const [client, socket] = duplexPair();
    served.server.emit('connection', socket);
    client.write(request('/'));
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.end('streamed');
    let heard = '';
    client.setEncoding('latin1').on('data', (text: string) => (heard += text));
    await once(client, 'end');
    expect(heard).to.match(/Connection: close[^]*streamed$/);
    client.end();
    await served.drained();
  });
});
