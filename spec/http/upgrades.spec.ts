import { expect } from 'chai';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { failure, HOUR_MS, Served } from '../support/served.ts';
import { selfSigned } from '../support/self-signed.ts';

const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';
const upgrade = 'GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';
const kinds = [
  { event: 'upgrade', says: upgrade, answer: switching, name: 'GET /echo' },
  { event: 'connect', says: 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', answer: 'HTTP/1.1 200 OK\r\n\r\n', name: 'CONNECT x:1' },
];

describe('drainServer() and upgraded sockets', function () {
  this.timeout(30_000);

  for (const { event, says, answer, name } of kinds) {
    describe(event, () => {
      it('belongs to its owner, who ends it', async () => {
        await using served = await Served.start({ lingerMs: 0 });
        served.server.on(event, (_request, socket) => {
          socket.write(answer);
          socket.on('data', (data: Buffer) => (String(data) === 'bye' ? socket.end('bye') : socket.write(data)));
        });
        await using client = await served.raw(says);
        await client.until('\r\n\r\n');
        expect(served.drain.inFlight).to.equal(0);
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

      it('is known where the listeners for it are replaced after drainServer', async () => {
        await using served = await Served.start({ lingerMs: 0 });
        served.server.on(event, () => {});
        served.server.removeAllListeners(event).on(event, (_request, socket) => {
          socket.write(answer);
          socket.once('data', () => socket.end('bye'));
        });
        await using client = await served.raw(says);
        await client.until('\r\n\r\n');
        served.begin();
        await served.untilRefused();
        client.say('still there?');
        expect(await client.ended).to.match(/bye$/);
        await served.drained();
      });

      for (const options of [{}, { timeoutMs: 300 }]) {
        it(`that its owner gives back to the server is a connection once more: ${JSON.stringify(options)}`, async () => {
          await using served = await Served.start(options);
          served.server.on(event, (_request, socket) => {
            socket.write(answer);
            served.server.emit('connection', socket);
            socket.resume();
          });
          await using client = await served.raw(says);
          await client.until('\r\n\r\n');
          client.say('GET /again HTTP/1.1\r\nHost: x\r\n\r\n');
          const response = await served.arrival();
          expect(served.drain.inFlight).to.equal(1);
          served.begin();
          await served.untilRefused();
          if ('timeoutMs' in options) return void expect((await failure(served.drained())).message).to.match(/destroyed GET \/again$/);
          response.end('whole');
          expect(await client.ended).to.match(/Connection: close[^]*whole$/);
          await served.drained();
        });
      }

      it('is destroyed after timeoutMs, and named', async () => {
        await using served = await Served.start({ timeoutMs: 50 });
        served.server.on(event, (_request, socket) => socket.on('error', () => {}).write(answer));
        await using client = await served.raw(says);
        await client.until('\r\n\r\n');
        expect(await failure(served.drained())).to.have.property('message',
          `drainServer expected every request to be answered within 50 ms, but destroyed upgrade ${name}`);
        expect(await client.ended).to.equal(answer);
      });

      it('is taken in the delay', async () => {
        await using served = await Served.start({ delayMs: 200, lingerMs: 0 });
        served.server.on(event, (_request, socket) => socket.on('data', () => socket.end('bye')).write(answer));
        served.begin();
        await using client = await served.raw(says);
        await client.until('\r\n\r\n');
        await served.untilRefused();
        client.say('still there?');
        expect(await client.ended).to.equal(`${answer}bye`);
        await served.drained();
      });

      for (const delayMs of [0, 50]) {
        it(`is refused with 503 and Connection: close once the server has stopped accepting: delayMs ${delayMs}`, async () => {
          await using served = await Served.start({ delayMs, lingerMs: HOUR_MS });
          let hasAsked = false;
          served.server.on(event, () => (hasAsked = true));
          await using client = await served.accepted();
          served.begin();
          await served.untilRefused();
          client.say(says);
          expect(await client.ended).to.equal('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
          expect(hasAsked).to.equal(false);
          await served.drained();
        });
      }

      const slow = 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n';

      for (const [title, hasBegun] of [['not begun', false], ['begun', true]] as const) {
        it(`is refused behind an answer that has ${title}, once that is whole`, async () => {
          await using served = await Served.start({ lingerMs: 50 });
          let hasAsked = false;
          served.server.on(event, () => (hasAsked = true));
          await using client = await served.raw(slow);
          const response = await served.arrival();
          response.setHeader('Content-Length', 5);
          if (hasBegun) response.write('wh');
          served.begin();
          await served.untilRefused();
          const came = once(response.socket!, 'resume'); // as its parser lets go of it
          client.say(says);
          await came;
          response.end(hasBegun ? 'ole' : 'whole');
          expect(await client.ended).to.match(/^HTTP\/1.1 200 OK[^]*\r\n\r\nwholeHTTP\/1.1 503 Service Unavailable\r\nConnection: close/);
          await served.drained();
          expect([hasAsked, served.drain.inFlight]).to.deep.equal([false, 0]);
        });
      }

      it('is refused behind several answers, once they are whole', async () => {
        await using served = await Served.start({ lingerMs: 50 });
        served.server.on(event, () => {});
        await using client = await served.raw(slow + slow);
        const [first, second] = [await served.arrival(), await served.arrival()];
        served.begin();
        await served.untilRefused();
        const came = once(first.socket!, 'resume');
        client.say(says);
        await came;
        second.end('second');
        first.end('first');
        expect(await client.ended).to.match(/first[^]*second[^]*503 Service Unavailable/);
        await served.drained();
      });

      it('is named where the answer before it has said that the connection closes', async () => {
        await using served = await Served.start({ lingerMs: 50 });
        served.server.on(event, () => {});
        await using client = await served.raw(slow);
        const response = await served.arrival();
        served.begin();
        await served.untilRefused();
        response.write('begun,');
        await client.until('begun,');
        const came = once(response.socket!, 'resume');
        client.say(says);
        await came;
        response.end('over');
        expect(await client.ended).to.match(/Connection: close[^]*begun,[^]*over\r\n0\r\n\r\n$/);
        expect((await failure(served.drained())).message).to.equal(`drainServer expected every request to be answered, but this process cut short upgrade ${name}`);
        expect(served.drain.inFlight).to.equal(0);
      });

      it('takes nothing down with it when its client resets the connection instead of waiting for its turn', async () => {
        await using served = await Served.start({ lingerMs: 50 });
        served.server.on(event, () => {});
        await using client = await served.raw(slow);
        const response = await served.arrival();
        served.begin();
        await served.untilRefused();
        const came = once(response.socket!, 'resume');
        client.say(says);
        await came;
        client.socket.resetAndDestroy();
        await served.drained();
        expect(served.drain.inFlight).to.equal(0);
      });

      for (const options of [{ timeoutMs: 200 }, { delayMs: 100, timeoutMs: 200 }]) {
        it(`that was taken behind a request is waited for with it, and both are named: ${JSON.stringify(options)}`, async () => {
          await using served = await Served.start(options);
          const taken = once(served.server, event) as Promise<unknown[]>;
          await using client = await served.raw(slow + says);
          await served.arrival();
          ((await taken)[1] as Duplex).on('error', () => {});
          expect(served.drain.inFlight).to.equal(1);
          expect((await failure(served.drained())).message).to.match(new RegExp(`destroyed GET /slow, upgrade ${name}$`));
          expect([served.drain.inFlight, await client.ended]).to.deep.equal([0, '']);
        });
      }

      it('that was taken behind a request leaves it its answer', async () => {
        await using served = await Served.start({ lingerMs: 0 });
        const taken = once(served.server, event) as Promise<unknown[]>;
        await using client = await served.raw(slow + says);
        const response = await served.arrival();
        const socket = (await taken)[1] as Duplex;
        served.begin();
        await served.untilRefused();
        response.end('whole');
        await client.until('whole');
        expect(served.drain.inFlight).to.equal(0);
        socket.end(answer);
        expect((await client.ended).endsWith(answer)).to.equal(true);
        await served.drained();
      });

      it('that was refused is closed when its client does not', async () => {
        await using served = await Served.start({ lingerMs: 300 });
        served.server.on(event, () => {});
        await using client = await served.accepted();
        client.socket.allowHalfOpen = true;
        served.begin();
        await served.untilRefused();
        client.say(says);
        await client.until('503');
        await served.drained();
      });
    });
  }

  it('is none where nobody listens for upgrades: the request is a request', async () => {
    await using served = await Served.start();
    await using client = await served.raw(upgrade);
    const response = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.end('plain');
    expect(await client.ended).to.match(/Connection: close[^]*plain$/);
    await served.drained();
  });

  it('is left to its owner over TLS, too', async () => {
    await using served = await Served.start({ lingerMs: 0 }, createSecureServer(selfSigned));
    served.server.on('upgrade', (_request, socket) => {
      socket.write(switching);
      socket.once('data', (data: Buffer) => socket.end(data));
    });
    const socket = connectSecurely({ port: served.port, host: '127.0.0.1', ca: selfSigned.cert });
    socket.write(upgrade);
    await once(socket, 'data');
    served.begin();
    await served.untilRefused();
    socket.write('still there');
    expect(String((await once(socket, 'data'))[0])).to.equal('still there');
    socket.end();
    await served.drained();
  });

  it('is refused over TLS, too', async () => {
    await using served = await Served.start({ lingerMs: HOUR_MS }, createSecureServer(selfSigned));
    served.server.on('upgrade', () => {});
    const socket = connectSecurely({ port: served.port, host: '127.0.0.1', ca: selfSigned.cert });
    await once(socket, 'secureConnect');
    served.begin();
    await served.untilRefused();
    socket.write(upgrade);
    expect(String((await once(socket, 'data'))[0])).to.match(/^HTTP\/1.1 503 /);
    await served.drained();
  });

  it('keeps no request on another connection from being answered, and is none that is named with it', async () => {
    await using served = await Served.start({ timeoutMs: 200 });
    served.server.on('upgrade', (_request, socket) => socket.on('error', () => {}).write(switching));
    await using client = await served.raw(upgrade);
    await client.until('\r\n\r\n');
    const answer = served.get();
    const response: ServerResponse = await served.arrival();
    served.begin();
    await served.untilRefused();
    response.end('whole');
    expect(await answer).to.include({ body: 'whole' });
    expect((await failure(served.drained())).message).to.match(/destroyed upgrade GET \/echo$/);
  });
});
