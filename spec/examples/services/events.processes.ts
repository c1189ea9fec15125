import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

const startService = (EVERY_MS: string, DELAY_MS = '0') => Service.start(servicePath('events'), { env: { EVERY_MS, DELAY_MS } });

/** The answer, as soon as its head is there. */
async function open({ port }: Service, path: string): Promise<IncomingMessage> {
  const [response] = await once(get({ port, host: '127.0.0.1', path, agent: false }), 'response');
  return response;
}

const EVENTS = /^(data: \d{4}-\S+Z\n\n)+retry: [1-5]\d{3}\n\n$/;

describe('examples/services/events', () => {
  it('ends a stream after an event that is whole, and says when to come back', async () => {
    await using service = await startService('2');
    const streams = await Promise.all(Array.from({ length: 5 }, () => open(service, '/events')));
    await Promise.all(streams.map((stream) => once(stream, 'readable')));
    service.child.send('SIGTERM');
    for (const stream of streams) {
      expect(await text(stream)).to.match(EVENTS);
      expect(stream.complete).to.equal(true);
    }
    expect(await service.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('answers a long poll with what has come, or that nothing has', async () => {
    await using lively = await startService('2');
    expect(await lively.get('/poll')).to.include({ status: 200 }).and.have.property('body').that.matches(/^\d{4}-\S+Z\n$/);
    await using quiet = await startService('600000');
    const stream = await open(quiet, '/events'); // once its head has come, the poll before it is waiting, too
    const poll = quiet.get('/poll');
    await open(quiet, '/events');
    quiet.child.send('SIGTERM');
    expect(await poll).to.include({ status: 204, connection: 'close', body: '' });
    expect(await text(stream)).to.match(/^retry: \d+\n\n$/);
    expect(await quiet.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('sends those away who come while the load balancer has not noticed', async () => {
    await using service = await startService('600000', '600000');
    const stream = await open(service, '/events');
    service.child.send('SIGTERM');
    await text(stream);
    expect(await service.get('/poll')).to.include({ status: 204, connection: 'close' });
    expect(await service.get('/events')).to.include({ status: 200, connection: 'close' }).and.have.property('body').that.matches(/^retry: \d+\n\n$/);
  });
});
