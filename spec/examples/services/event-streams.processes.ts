import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

const startService = (DELAY_MS = '0') => Service.start(servicePath('event-streams'), { env: { DELAY_MS } });

/** The answer, as soon as its head is there. */
async function subscribe({ port }: Service, path = '/'): Promise<IncomingMessage> {
  const headers = { Accept: 'text/event-stream' };
  const [response] = await once(get({ port, host: '127.0.0.1', path, agent: false, headers }), 'response');
  return response;
}

const EVENTS = /^(data: \d{4}-\S+Z\n\n)+$/;

describe('examples/services/event-streams', () => {
  it('ends the streams of a framework after an event that is whole', async () => {
    await using service = await startService();
    const streams = await Promise.all(Array.from({ length: 5 }, () => subscribe(service)));
    await Promise.all(streams.map((stream) => once(stream, 'readable')));
    service.child.send('SIGTERM');
    for (const stream of streams) {
      expect(await text(stream)).to.match(EVENTS);
      expect(stream.complete).to.equal(true);
    }
    expect(await service.child.ended).to.include({ code: 0, signal: null, stderr: '', stdout: `Listening on port ${service.port}\nSIGTERM: 5 requests in flight\n` });
  });

  it('ends those, too, that begin while the load balancer has not noticed, and leaves other answers alone', async () => {
    await using service = await startService('600000');
    service.child.send('SIGTERM');
    await service.child.line('SIGTERM: 0 requests in flight');
    const stream = await subscribe(service);
    expect(stream.statusCode).to.equal(200);
    expect(await text(stream)).to.match(EVENTS);
    const refused = await subscribe(service, '/forbidden');
    expect(refused.statusCode).to.equal(403);
    expect(await text(refused)).to.equal('Forbidden\n');
    expect(await service.get('/')).to.include({ status: 200, body: 'Hello\n' });
  });
});
