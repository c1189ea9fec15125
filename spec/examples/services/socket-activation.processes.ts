import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Child } from '../../support/process.ts';
import { runtimeCommand } from '../../support/runtime.ts';
import { Load, Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

const unit = fileURLToPath(new URL('../../support/socket-unit.py', import.meta.url));
const example = servicePath('socket-activation');
const RESTARTS = 5;

describe('examples/services/socket-activation', () => {
  it('is restarted under load, and no connection is refused or lost', async () => {
    await using systemd = new Child(['python3', unit, ...runtimeCommand, example], {});
    const port = Number(/\d+/.exec(await systemd.line(/^port \d+$/)));
    const pids = new Set<string>();
    const isRight = ({ status, body }: { status: number; body: string }) => status === 200 && /^Hello from \d+\n$/.test(body) && pids.add(body) !== undefined;
    await using load = new Load({ port: () => port, isRight });
    for (let restart = 0; restart < RESTARTS; restart++) {
      const pid = Number(/\d+/.exec(await systemd.line(/^pid \d+$/)));
      await systemd.line(`Listening on port ${port}`);
      await load.more(20);
      process.kill(pid, 'SIGTERM');
      await systemd.line(/^SIGTERM: \d+ requests in flight$/);
      await systemd.line('ended 0');
    }
    await load.more(20);
    await load.stop();
    expect(load).to.deep.include({ failures: [], refused: 0, reset: 0 });
    expect(pids.size).to.equal(RESTARTS + 1);
    expect(systemd.output.stderr).to.equal('');
  });

  it('listens to a port of its own where the socket is meant for another process', async () => {
    await using service = await Service.start(example, { env: { LISTEN_FDS: '1', LISTEN_PID: '1' } });
    expect(await service.get()).to.include({ status: 200 });
    service.child.send('SIGTERM');
    expect(await service.child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });
});
