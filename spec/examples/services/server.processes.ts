import { expect } from 'chai';
import { run } from '../../support/process.ts';
import { Load, Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';
import { Balancer } from './balancer.ts';

const example = servicePath('server');
const startServer = (DELAY_MS: number) => Service.start(example, { env: { DELAY_MS: `${DELAY_MS}` } });

describe('examples/services/server', () => {
  it('behind a load balancer, loses no request when one of two is told to end, and closes its database last', async () => {
    await using first = await startServer(400);
    await using second = await startServer(0);
    await using balancer = await Balancer.start([first.port, second.port]);
    await using load = new Load({ port: () => balancer.port, isRight: ({ body }) => body === 'select /: 1 row\n' });
    await load.more(40);
    first.child.send('SIGTERM');
    const { stdout, ...end } = await first.child.ended;
    await load.more(40);
    await load.stop();
    expect(load).to.deep.include({ failures: [], refused: 0, reset: 0 });
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
    expect(stdout).to.match(/\nSIGTERM: \d+ requests in flight\nPool closed\n$/);
  });

  it('says that it is not ready as soon as it is told, and answers on', async () => {
    await using server = await startServer(600_000);
    expect(await server.get('/ready')).to.include({ status: 200 });
    server.child.send('SIGTERM');
    await server.child.line(/^SIGTERM/);
    expect(await server.get('/ready')).to.include({ status: 503 });
    expect(await server.get('/orders')).to.include({ status: 200, connection: 'close', body: 'select /orders: 1 row\n' });
  });

  it('answers what is in flight, closes its database and exits 1 after an exception that nobody caught', async () => {
    const throwing = "process.on('SIGUSR2', () => { throw new Error('elsewhere'); })";
    await using server = await Service.start(example, { env: { DELAY_MS: '0', NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(throwing)}` } });
    await using load = new Load({ port: () => server.port, isRight: ({ body }) => body === 'select /: 1 row\n' });
    await load.more(40);
    server.child.send('SIGUSR2');
    const { stdout, stderr, ...end } = await server.child.ended;
    await load.stop();
    expect(end).to.deep.equal({ code: 1, signal: null });
    expect(stdout).to.match(/\nAn error: \d+ requests in flight\nPool closed\n$/);
    expect(stderr).to.include('Error: elsewhere');
    expect(load.failures).to.deep.equal([]);
  });

  it('is ended by grace where the numbers do not agree', async () => {
    await using server = await Service.start(example, { env: { DELAY_MS: '600000', GRACE_MS: '1000' } });
    server.child.send('SIGTERM');
    const { stderr, ...end } = await server.child.ended;
    expect(end).to.include({ code: null, signal: 'SIGTERM' });
    expect(stderr).to.include('still open 1000 ms after SIGTERM');
  });

  it('answers with what its database cannot do any more where that is declared after the drain', async () => {
    const { stdout } = await run('services/pool-declared-last');
    expect(stdout).to.equal('Pool closed\nanswered 500: The pool is closed: select /\n');
  });
});
