import { expect } from 'chai';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { drainServer } from 'capture-signals/http';
import { Served, failure, listen } from '../support/served.ts';
import { until } from '../support/until.ts';

const unfinished = channel('capture-signals:unfinished');

/** What would be named if grace expired now. */
function asked(): string[] {
  const names: string[] = [];
  unfinished.publish({ add: (name: string) => void names.push(name) });
  return names.sort();
}

const upgrade = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';

describe('drainServer() and who asks what it still waits for', function () {
  this.timeout(30_000);

  it('names nothing before it has begun', async () => {
    await using served = await Served.start();
    const answer = served.get('/slow');
    const response = await served.arrival();
    expect([asked(), unfinished.hasSubscribers]).to.deep.equal([[], false]);
    response.end();
    await answer;
    await served.drained();
  });

  for (const delayMs of [0, 200]) {
    it(`names each request and each upgrade until it is over, and idle connections not: delayMs ${delayMs}`, async () => {
      await using served = await Served.start({ delayMs, lingerMs: 100, timeoutMs: 1000 });
      served.server.on('upgrade', (_, socket) => socket.on('error', () => {}).write('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'));
      await using _idle = await served.keptAlive();
      await using client = await served.raw(upgrade);
      await client.until('\r\n\r\n');
      const answers = [served.get('/one'), served.get('/two', { method: 'POST' })];
      const responses = [await served.arrival(), await served.arrival()];
      served.begin();
      expect(asked()).to.deep.equal(['GET /one', 'POST /two', 'upgrade GET /ws']);
      await served.untilRefused();
      expect(asked()).to.deep.equal(['GET /one', 'POST /two', 'upgrade GET /ws']);
      responses.find(({ req }) => req.url === '/one')!.end();
      await until('one is over', () => asked().length === 2, 2);
      expect(asked()).to.deep.equal(['POST /two', 'upgrade GET /ws']);
      responses.find(({ req }) => req.url === '/two')!.end();
      await Promise.all(answers);
      await failure(served.drained());
      expect([asked(), unfinished.hasSubscribers]).to.deep.equal([[], false]);
    });
  }

  it('names what is in flight on HTTP/2, and on each server that drains', async () => {
    await using served = await Served.start();
    const server = createHttp2Server();
    const drain = drainServer(server);
    const port = await listen(server as unknown as Server);
    const session = connect(`http://127.0.0.1:${port}`);
    const streams = [session.request({ ':path': '/two' }), session.request({ ':method': 'CONNECT', ':authority': 'x:1' })];
    const [stream] = await once(server, 'stream');
    const [tunnel] = await once(server, 'stream');
    const answer = served.get('/one');
    const response = await served.arrival();
    const drains = [drain.close(), served.drained()];
    expect(asked()).to.deep.equal(['GET /one', 'GET /two', 'upgrade CONNECT x:1']);
    response.end();
    for (const each of [stream, tunnel]) {
      each.respond();
      each.end();
    }
    await Promise.all([answer, ...streams.map((each) => once(each.resume(), 'close')), ...drains]);
    expect(unfinished.hasSubscribers).to.equal(false);
  });
});
