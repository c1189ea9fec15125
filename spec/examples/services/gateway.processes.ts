import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { expect } from 'chai';
import { listen } from '../../support/served.ts';
import { Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

/** The other service: each request waits for the spec to answer it. */
async function startUpstream() {
  const server = createServer();
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    asked: async (): Promise<ServerResponse> => (await once(server, 'request'))[1],
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const startGateway = (upstream: string, env: Record<string, string> = {}) => Service.start(servicePath('gateway'), { args: [upstream], env });

describe('examples/services/gateway', () => {
  it('with drain.signal, waits for the other service and answers in full', async () => {
    await using upstream = await startUpstream();
    await using gateway = await startGateway(upstream.url);
    const answer = gateway.get('/');
    const asked = await upstream.asked();
    gateway.child.send('SIGTERM');
    await gateway.child.line('SIGTERM: 1 requests in flight');
    asked.end('data');
    expect(await answer).to.include({ status: 200, body: 'data' });
    expect(await gateway.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('with drain.signal, tells its client when timeoutMs is over and the other service has not answered', async () => {
    await using upstream = await startUpstream();
    await using gateway = await startGateway(upstream.url, { TIMEOUT_MS: '100' });
    const answer = gateway.get('/');
    await upstream.asked();
    gateway.child.send('SIGTERM');
    expect(await answer).to.include({ status: 504, body: 'TimeoutError: The server was not drained within 100 ms\n' });
    expect(await gateway.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('with shutdown.signal, fails at once what would have been answered', async () => {
    await using upstream = await startUpstream();
    await using gateway = await Service.start('services/hasty-gateway', { args: [upstream.url] });
    const answer = gateway.get('/');
    const asked = await upstream.asked();
    gateway.child.send('SIGTERM');
    expect(await answer).to.include({ status: 502, body: 'AbortError: Interrupted by SIGTERM\n' });
    expect(asked.writableEnded).to.equal(false);
    expect(await gateway.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });
});
