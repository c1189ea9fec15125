import { createServer } from 'node:http';
import { expect } from 'chai';
import { run, start } from '../../support/process.ts';
import { Load } from '../../support/service.ts';
import { freePort } from '../../support/free-port.ts';
import { listen } from '../../support/served.ts';
import { startInTerminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
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
    expect(load).to.deep.include({ failures: [], refused: 0, reset: 0 });
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

  it('replaces a worker that dies', async () => {
    const port = await freePort();
    await using child = await startCluster(port);
    const pids = new Set<string>();
    const ask = async () => (await fetch(`http://localhost:${port}`, { headers: { Connection: 'close' } })).text().then((body) => /\d+/.exec(body)![0]).catch(() => undefined);
    await until('both workers have answered', async () => pids.add((await ask())!).size === 2);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    const anew = new Set<string>();
    await until('two new ones have answered', async () => {
      const pid = await ask().catch(() => undefined);
      if (pid !== undefined && !pids.has(pid)) anew.add(pid);
      return anew.size === 2;
    });
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });

  it('fails when the port is taken', async () => {
    const other = createServer();
    const port = await listen(other);
    try {
      const { stderr, ...end } = await run(example, { env: { PORT: `${port}` } });
      expect(end).to.deep.equal({ code: 1, signal: null, stdout: '' });
      expect(stderr).to.include('EADDRINUSE').and.to.include('A worker has ended before it listened');
    } finally {
      other.close();
    }
  });

  it('stops when it is told in the middle of a restart', async () => {
    const port = await freePort();
    await using child = await startCluster(port);
    child.send('SIGHUP');
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
  });
});
