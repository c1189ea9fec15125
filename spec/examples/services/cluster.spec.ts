import { expect } from 'chai';
import { start } from '../../support/process.ts';
import { Load } from '../../support/service.ts';
import { freePort } from '../../support/free-port.ts';
import { startInTerminal } from '../../support/terminal.ts';
import { sourcePath } from '../built.ts';

const example = sourcePath('services/cluster');
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
    for (let i = 0; i < 2; i++) {
      await load.more(100);
      child.send('SIGHUP');
      await child.line('SIGHUP: restarted');
    }
    await load.more(100);
    await load.stop();
    expect(load).to.deep.include({ failures: [], refused: 0 });
    expect(pids.size).to.equal(6);
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('answers what is in flight on SIGTERM to the primary alone, and exits 0', async () => {
    const port = await freePort();
    await using child = await startCluster(port);
    await using load = loadOn(port, new Set());
    await load.more(50);
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
    await load.stop();
    expect(load.failures).to.deep.equal([]);
  });

  it('does so on Ctrl-C, which all processes hear', async () => {
    const port = await freePort();
    await using terminal = await startInTerminal(example, { env: { PORT: `${port}` }, ready: /^pid / });
    await using load = loadOn(port, new Set());
    await load.more(50);
    terminal.press('\x03');
    expect(await terminal.ended).to.include({ code: 0, signal: null });
    await terminal.alone;
    await load.stop();
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
