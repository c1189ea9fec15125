import { expect } from 'chai';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { until } from '../support/until.ts';
import { HOUR_MS, Served, connections, disposable, failure } from '../support/served.ts';

/** The next request that Node has read, whoever is told of it. */
const nextRequest = () =>
  new Promise<void>((resolve) => {
    const heard = () => {
      unsubscribe('http.server.request.start', heard);
      resolve();
    };
    subscribe('http.server.request.start', heard);
  });

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe('drainServer() and what is in flight', function () {
  this.timeout(30_000);

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

  it('is not named when its client had ended before the drain began', async () => {
    await using served = await Served.start();
    let begun: Promise<void> | undefined;
    served.server.on('connection', (socket) => socket.prependListener('end', () => (begun = served.drained())));
    await using client = await served.raw(get('/'));
    const response = await served.arrival();
    client.socket.end();
    await once(response, 'close');
    await begun;
    expect(begun).not.to.equal(undefined);
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

  it('may have sent its head already: the rest of a chunked answer arrives, then the connection is closed', async () => {
    await using served = await Served.start({ lingerMs: 20 });
    await using client = await served.raw(get('/'));
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
    await using client = await served.raw(get('/'));
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
    await using served = await Served.start({ lingerMs: 0 });
    await using client = await served.keptAlive();
    client.say(get('/2')); // written to the system before it returns
    served.begin();
    const drained = served.drained();
    (await Promise.race([served.arrival(), drained.then(() => expect.fail('the request was lost'))])).end('second');
    expect(await client.ended).to.match(/second$/);
    await drained;
  });

  it('counts no more when its client has gone away', async () => {
    await using served = await Served.start();
    const client = await served.raw(get('/'));
    await served.arrival();
    served.begin();
    await served.untilRefused();
    await client[Symbol.asyncDispose]();
    await served.drained();
  });

  it('is followed where all listeners for requests are replaced after drainServer, as socket.io does', async () => {
    await using served = await Served.start();
    served.server.removeAllListeners('request').on('request', (_, response: ServerResponse) => served.server.emit('polled', response));
    const polled = once(served.server, 'polled');
    const answer = served.get('/socket.io/');
    const [response] = (await polled) as [ServerResponse];
    expect(served.drain.inFlight).to.equal(1);
    served.begin();
    await served.untilRefused();
    response.end('polled');
    expect(await answer).to.deep.equal({ status: 200, connection: 'close', body: 'polled' });
    await served.drained();
  });

  describe('pipelined', () => {
    it('is answered whole on its connection, which is closed then', async () => {
      await using served = await Served.start();
      await using client = await served.raw(['/1', '/2', '/3'].map(get).join(''));
      const responses = [await served.arrival(), await served.arrival(), await served.arrival()];
      served.begin();
      await served.untilRefused();
      for (const response of responses) response.end(`answer to ${response.req.url}`);
      const heard = await client.ended;
      expect(heard).to.match(/answer to \/1[^]*answer to \/2[^]*Connection: close[^]*answer to \/3$/);
      expect(heard.match(/Connection: close/g)).to.have.lengthOf(1);
      await served.drained();
    });

    it('is answered behind an answer that has no body', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/1') + get('/2'));
      const responses = [await served.arrival(), await served.arrival()];
      served.begin();
      await served.untilRefused();
      responses[0]!.writeHead(204).end();
      responses[1]!.end('second');
      expect(await client.ended).to.match(/204 No Content[^]*Connection: close[^]*second$/);
      await served.drained();
    });

    it('is answered behind an answer that has begun', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/1') + get('/2'));
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

    it('is named, and reaches no handler, when it comes behind an answer that has said Connection: close and is not over', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/1'));
      const first = await served.arrival();
      served.begin();
      await served.untilRefused();
      first.write('begun,');
      await client.until('Connection: close');
      const requests: string[] = [];
      served.server.on('request', ({ url }) => requests.push(url!));
      const started = nextRequest();
      client.say(get('/2'));
      await started;
      expect(served.drain.inFlight).to.equal(1);
      first.end('over');
      expect(await client.ended).to.match(/begun,[^]*over\r\n0\r\n\r\n$/);
      expect((await failure(served.drained())).message).to.match(/this process cut short GET \/2$/);
      expect(requests).to.deep.equal([]);
    });

    it('is answered in its turn when it is answered first', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/1') + get('/2'));
      const [first, second] = [await served.arrival(), await served.arrival()];
      served.begin();
      await served.untilRefused();
      second.end('second');
      first.end('first');
      expect(await client.ended).to.match(/first[^]*Connection: close[^]*second$/);
      await served.drained();
    });

    it('is answered when the answers are ended in the turn in which they arrive', async () => {
      await using served = await Served.start({ delayMs: 300, lingerMs: 0 });
      served.server.on('request', (_, response: ServerResponse) => response.end(`answer to ${response.req.url}`));
      served.begin();
      await using client = await served.raw(['/1', '/2', '/3'].map(get).join(''));
      expect(await client.ended).to.match(/answer to \/1[^]*answer to \/2[^]*answer to \/3$/);
      await served.drained();
    });

    it('is no part of an answer before it whose body ends with the connection: it is named', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/1') + get('/2'));
      const [first, second] = [await served.arrival(), await served.arrival()];
      first.useChunkedEncodingByDefault = false;
      first.write('begun,');
      await client.until('begun,');
      served.begin();
      await served.untilRefused();
      second.end('second');
      first.end('over');
      expect(await client.ended).to.match(/\r\n\r\nbegun,over$/);
      expect((await failure(served.drained())).message).to.match(/this process cut short GET \/2$/);
    });

    it('reaches no handler when it comes after the answer that the connection was closed with', async () => {
      await using served = await Served.start({ lingerMs: HOUR_MS });
      await using client = await served.raw(get('/1'));
      client.socket.allowHalfOpen = true;
      const first = await served.arrival();
      served.begin();
      await served.untilRefused();
      first.end('over');
      await client.until('over');
      await once(client.socket, 'end');
      const requests: string[] = [];
      served.server.on('request', ({ url }) => requests.push(url!));
      client.say(get('/2'));
      client.socket.end();
      await served.drained();
      expect(requests).to.deep.equal([]);
      expect(served.drain.inFlight).to.equal(0);
    });
  });

  describe('cut short by this process', () => {
    const ways: [title: string, cut: (response: ServerResponse, served: Served) => void][] = [
      ['its handler destroys the answer', (response) => response.destroy()],
      ['its handler destroys it with an error', (response) => response.destroy(new Error('broken'))],
      ["its handler ends it with its upstream's reset", (response) => response.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }))],
      ['its handler destroys the request', (response) => response.req.destroy()],
      ['its handler destroys the request with a reset', (response) => response.req.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))],
      ['its handler destroys the socket in the middle of the answer', (response) => {
        response.write('begun');
        response.socket!.destroy();
      }],
      // What Node does itself when a TLS connection brings the head of a request and its body at once, behind a large answer that is still on its way.
      ['Node gives up a parser that it has paused', (response) => response.socket!.destroy(Object.assign(new Error('Parse Error: Paused'), { code: 'HPE_PAUSED' }))],
      ['somebody closes all connections', (_, served) => served.server.closeAllConnections()],
      ['the socket has timed out', (response) => response.socket!.setTimeout(1)],
      ['its handler ends the socket', (response) => response.socket!.end()],
      ['its handler ends the socket in the middle of the answer', (response) => {
        response.write('begun');
        response.socket!.end();
      }],
      ['whoever hears that the socket has timed out ends it', (response, { server }) => {
        server.on('timeout', (socket) => socket.end());
        response.socket!.setTimeout(1);
      }],
    ];
    for (const [title, cut] of ways) {
      it(`is named in the error: ${title}`, async () => {
        await using served = await Served.start();
        await using _client = await served.raw(get('/cut?q=1') + get('/behind'));
        const response = await served.arrival();
        await served.arrival();
        served.begin();
        await served.untilRefused();
        cut(response, served);
        expect(await failure(served.drained())).to.be.instanceOf(Error).with.property('message',
          'drainServer expected every request to be answered, but this process cut short GET /cut?q=1, GET /behind');
      });
    }

    const unsent: typeof ways = [
      ['its handler destroys the answer', (response) => response.destroy()],
      ['its handler destroys the socket with an error', (response) => response.socket!.destroy(new Error('broken'))],
      ['somebody closes all connections', (_, served) => served.server.closeAllConnections()],
    ];
    for (const [title, cut] of unsent) {
      it(`is named in the error, although it was ended, where a slow reader has not taken it: ${title}`, async () => {
        await using served = await Served.start();
        await using client = await served.raw(get('/large'));
        client.socket.pause();
        const response = await served.arrival();
        response.on('error', () => {}).end(Buffer.alloc(64 * 1024 * 1024));
        served.begin();
        await served.untilRefused();
        cut(response, served);
        expect((await failure(served.drained())).message).to.match(/this process cut short GET \/large$/);
        expect(served.drain.inFlight).to.equal(0);
      });
    }

    it('is not, where it was sent whole in the turn in which its handler destroys the socket', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/small'));
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.end('whole').socket!.destroy();
      expect(await client.ended).to.match(/whole$/);
      await served.drained();
    });

    it('is not, where its handler has ended it, and then has its socket destroyed soon', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/soon'));
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.end('whole').socket!.destroySoon();
      expect(await client.ended).to.match(/whole$/);
      await served.drained();
    });

    it('is named in the error, where its handler ends the socket, and its client leaves its own side open: after lingerMs', async () => {
      await using served = await Served.start({ lingerMs: 50 });
      await using client = await served.raw(get('/open'));
      client.socket.allowHalfOpen = true;
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.socket!.end();
      expect((await failure(served.drained())).message).to.match(/this process cut short GET \/open$/);
    });

    it('is named in the error, where its handler ends the socket in the middle of its body, and its client ends then, too', async () => {
      await using served = await Served.start();
      await using client = await served.raw('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello');
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.socket!.end();
      await client.ended;
      expect((await failure(served.drained())).message).to.match(/this process cut short POST \/upload$/);
    });

    it('is named in the error, although its client has said that it sends no more', async () => {
      await using served = await Served.start();
      (served.server as { httpAllowHalfOpen?: boolean }).httpAllowHalfOpen = true;
      await using client = await served.raw(get('/cut'));
      const response = await served.arrival();
      client.socket.end();
      await once(response.socket!, 'end');
      served.begin();
      await served.untilRefused();
      response.destroy();
      expect((await failure(served.drained())).message).to.match(/this process cut short GET \/cut$/);
    });

    const rewriting: [title: string, rewrite: (request: IncomingMessage) => void][] = [
      ['its URL, as a mounted router does', (request) => (request.url = '/users')],
      ['its method', (request) => (request.method = 'POST')],
    ];
    for (const [title, rewrite] of rewriting) {
      for (const cuts of [true, false]) {
        it(`is named as it was asked for, although its handler has rewritten ${title}: ${cuts ? 'cut short' : 'destroyed after timeoutMs'}`, async () => {
          await using served = await Served.start({ timeoutMs: 200 });
          await using _client = await served.raw(get('/api/users'));
          const response = await served.arrival();
          rewrite(response.req);
          served.begin();
          await served.untilRefused();
          if (cuts) response.destroy();
          expect((await failure(served.drained())).message).to.match(/ GET \/api\/users$/);
        });
      }
    }

    it('is not, although its client goes first, and the server ends the socket then', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/left'));
      const response = await served.arrival();
      served.begin();
      await served.untilRefused();
      response.write('begun');
      response.socket!.once('end', () => response.socket?.end());
      client.socket.end();
      await served.drained();
      expect(served.drain.inFlight).to.equal(0);
    });

    const faults: [title: string, says: string, rest: string][] = [
      ['breaks its chunks', 'POST /cut HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', 'no chunk\r\n'],
      ['says what is not HTTP behind a request', get('/cut'), 'what?\r\n\r\n'],
      ['stalls, and requestTimeout is over', 'POST /cut HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello', ''],
    ];
    for (const [title, says, rest] of faults) {
      for (const ends of [false, true]) {
        it(`is not, where its client ${title}${ends ? ", and who listens for 'clientError' ends the socket" : ''}`, async () => {
          await using served = await Served.start({ lingerMs: 20 }, createServer({ requestTimeout: 300, headersTimeout: 300, connectionsCheckingInterval: 20 }));
          if (ends) served.server.on('clientError', (_, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
          await using client = await served.raw(says);
          const response = await served.arrival();
          response.req.on('error', () => {}).resume();
          served.begin();
          await served.untilRefused();
          client.say(rest);
          await client.ended;
          await served.drained();
          expect(served.drain.inFlight).to.equal(0);
        });
      }
    }

    it('is not, before the drain has begun', async () => {
      await using served = await Served.start();
      await using client = await served.raw(get('/cut'));
      (await served.arrival()).destroy();
      await client.ended;
      await served.drained();
    });
  });

  describe('inFlight', () => {
    it('counts what is accepted and not yet answered, before the drain and in it', async () => {
      await using served = await Served.start();
      expect(served.drain.inFlight).to.equal(0);
      const answers = [served.get('/a'), served.get('/b')];
      const responses = [await served.arrival(), await served.arrival()];
      expect(served.drain.inFlight).to.equal(2);
      const finished = once(responses[0]!, 'finish');
      responses[0]!.end();
      await finished;
      expect(served.drain.inFlight).to.equal(1);
      served.begin();
      await served.untilRefused();
      expect(served.drain.inFlight).to.equal(1);
      responses[1]!.end();
      await Promise.all([...answers, served.drained()]);
      expect(served.drain.inFlight).to.equal(0);
    });

    it('counts a client that has gone away no more, the pipelined ones included', async () => {
      await using served = await Served.start();
      const client = await served.raw(get('/1') + get('/2'));
      await served.arrival();
      await served.arrival();
      expect(served.drain.inFlight).to.equal(2);
      await client[Symbol.asyncDispose]();
      await until('nothing is in flight', () => served.drain.inFlight === 0);
      await served.drained();
    });
  });
});
