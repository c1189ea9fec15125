import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { sourcePath } from './built.ts';
import { temporaryDirectory } from './directory.ts';

describe('examples/reload', () => {
  it('reads its configuration anew on SIGHUP, keeps the old one when the new one is broken, and ends by SIGTERM', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'greeter.json');
    const configure = (greeting: string) => writeFile(path, JSON.stringify({ greeting, everyMs: 10 }));
    await configure('Hello');
    await using child = await start(sourcePath('reload'), { args: [path], ready: 'Hello' });
    await configure('Good day');
    child.send('SIGHUP');
    await child.line('SIGHUP: reloaded');
    await child.line('Good day');
    await writeFile(path, '{');
    child.send('SIGHUP');
    await child.line(/^SIGHUP: the old configuration stays: /);
    await child.line('Good day');
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: null, signal: 'SIGTERM', stderr: '' });
  });
});

describe('examples/server', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`answers what is in flight when ${signal} comes, closes what is idle, and exits 0`, async () => {
      await using child = await start(sourcePath('server'), { env: { PORT: '0' }, ready: false });
      const port = /\d+/.exec(await child.line(/^Listening on port/))![0];
      const paths = ['/a', '/b', '/c'];
      const answers = Promise.all(paths.map(async (path) => {
        const [response] = await once(get({ port, path, agent: false, headers: { Connection: 'keep-alive' } }), 'response');
        return [response.statusCode, await text(response)];
      }));
      for (const _ of paths) await child.line(/^GET \//);
      child.send(signal);
      const { stdout, ...end } = await child.ended;
      expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
      expect(stdout).to.match(new RegExp(`${signal}: answering 3 requests\n$`));
      expect(await answers).to.deep.equal(paths.map(() => [200, 'Hello\n']));
    });
  }

  it('fails as programs do when the port is taken', async () => {
    const other = createServer();
    await once(other.listen(0), 'listening');
    try {
      const ended = await run(sourcePath('server'), { env: { PORT: String((other.address() as AddressInfo).port) } });
      expect(ended).to.include({ code: 1, signal: null });
      expect(ended.stderr).to.include('EADDRINUSE');
    } finally {
      other.close();
    }
  });
});
