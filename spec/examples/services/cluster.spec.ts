import { expect } from 'chai';
import { start } from '../../support/process.ts';
import { Load } from '../../support/service.ts';
import { freePort } from '../../support/free-port.ts';
import { startInTerminal } from '../../support/terminal.ts';
import { servicePath } from '../built.ts';

const example = servicePath('cluster');
const startCluster = (port: number) => start(example, { env: { PORT: `${port}` }, ready: /^pid / });
const loadOn = (port: number, pids: Set<string>) => new Load({
  port: () => port,
  isRight({ body }) {
    pids.add(body);
    return /^Hello from \d+\n$/.test(body);
  },
});

describe('examples/services/cluster', function () {
  this.timeout(60_000);

  it('replaces its workers on SIGHUP, one after the other, and loses no request', async () => {
    const port = await freePort();
    await using child = await startCluster(port);
    const pids = new Set<string>();
    await using load = loadOn(port, pids);
    await load.more(50);
    const old = new Set(pids);
    child.send('SIGHUP');
    await child.line('SIGHUP: restarted');
    pids.clear();
    await load.more(50);
    await load.stop();
    expect(load).to.deep.include({ failures: [], refused: 0 });
    for (const pid of pids) expect([...old]).not.to.include(pid);
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('answers what is in flight on SIGTERM to the primary alone, and exits 0', async () => {
    const port = await freePort();
    await using child = await startCluster(port);
    await using load = loadOn(port, new Set());
    await load.more(50);
    child.send('SIGTERM');
    await load.stop();
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
    expect(load.failures).to.deep.equal([]);
  });

  it('does so on Ctrl-C, which all processes hear', async () => {
    const port = await freePort();
    await using terminal = await startInTerminal(example, { env: { PORT: `${port}` }, ready: /^pid / });
    await using load = loadOn(port, new Set());
    await load.more(50);
    terminal.press('\x03');
    await load.stop();
    expect(await terminal.ended).to.include({ code: 0, signal: null });
    await terminal.alone;
    expect(load.failures).to.deep.equal([]);
  });

  it('stops when it is told in the middle of a restart', async () => {
    const port = await freePort();
    await using child = await startCluster(port);
    child.send('SIGHUP');
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });
});
