import { expect } from 'chai';
import { RawClient } from '../../support/raw-client.ts';
import { ask } from '../../support/served.ts';
import { start } from '../../support/process.ts';
import { servicePath } from '../built.ts';

async function startServers(env: Record<string, string>) {
  const child = await start(servicePath('three-servers'), { ready: false, env: { PORT: '0', ADMIN_PORT: '0', METRICS_PORT: '0', DELAY_MS: '0', ...env } });
  const port = async (what: string) => Number(/\d+$/.exec(await child.line(new RegExp(`^${what} on port \\d+$`))));
  const [metrics, admin, app] = [await port('Metrics'), await port('Administration'), await port('Listening')];
  const get = (port: number) => ask({ agent: false, host: '127.0.0.1', port, path: '/' });
  return {
    child, app, get,
    ready: async () => (await get(admin)).status,
    metrics: async () => (await get(metrics)).body,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

describe('examples/services/three-servers', () => {
  it('answers probes and counts requests until the public server has drained', async () => {
    await using servers = await startServers({ WORK_MS: '1000' });
    expect(await servers.ready()).to.equal(200);
    expect(await servers.metrics()).to.equal('requests_answered 0\nrequests_in_flight 0\n');
    await using slow = await RawClient.connect(servers.app);
    slow.say('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    while ((await servers.metrics()) !== 'requests_answered 0\nrequests_in_flight 1\n');
    servers.child.send('SIGTERM');
    await servers.child.line('SIGTERM: 1 requests in flight');
    expect(await servers.ready()).to.equal(503);
    expect(await servers.metrics()).to.equal('requests_answered 0\nrequests_in_flight 1\n');
    expect(await slow.ended).to.match(/^HTTP\/1\.1 200 OK\r\n[^]*Hello\n/);
    expect(await servers.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('says that it is not ready while the public server still answers', async () => {
    await using servers = await startServers({ WORK_MS: '0', DELAY_MS: '600000' });
    servers.child.send('SIGTERM');
    await servers.child.line('SIGTERM: 0 requests in flight');
    expect(await servers.ready()).to.equal(503);
    expect(await servers.get(servers.app)).to.include({ status: 200, body: 'Hello\n' });
    expect(await servers.metrics()).to.equal('requests_answered 1\nrequests_in_flight 0\n');
  });
});
