import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';
import { sourcePath } from './built.ts';
import { filesIn, temporaryDirectory } from './directory.ts';

const example = sourcePath('download');
const HALF = 'x'.repeat(100_000);

/** Answers as it is told; `requested` gives the response of the first request. */
async function serve(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response));
  const requested = once(server, 'request');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
    requested,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Resolves when the partial file holds something. */
async function partialFileIn(directory: string): Promise<string> {
  while (true) {
    const name = (await filesIn(directory)).find((name) => name.endsWith('.part'));
    if (name !== undefined && (await stat(join(directory, name))).size > 0) return join(directory, name);
    await sleep(5);
  }
}

describe('examples/download', () => {
  it('saves the file', async () => {
    await using directory = await temporaryDirectory();
    await using server = await serve((response) => response.end(HALF));
    const path = join(directory.path, 'file');
    expect(await run(example, { args: [server.url, path] })).to.deep.equal({
      code: 0, signal: null, stdout: `Downloading ${server.url}\nSaved ${path}\n`, stderr: '',
    });
    expect(await readFile(path, 'utf8')).to.equal(HALF);
    expect(await filesIn(directory.path)).to.deep.equal(['file']);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`removes the partial file and ends by ${signal} when it comes half way`, async () => {
      await using directory = await temporaryDirectory();
      await using server = await serve((response) => response.write(HALF));
      const path = join(directory.path, 'file');
      await using child = await start(example, { args: [server.url, path], ready: /^Downloading/ });
      const partial = await partialFileIn(directory.path);
      child.send(signal);
      expect(await child.ended).to.deep.equal({
        code: null, signal, stdout: `Downloading ${server.url}\nRemoved ${partial}\n`, stderr: '',
      });
      expect(await filesIn(directory.path)).to.deep.equal([]);
    });
  }

  it('ends by SIGINT when the server has not answered yet', async () => {
    await using directory = await temporaryDirectory();
    await using server = await serve(() => {});
    await using child = await start(example, { args: [server.url, join(directory.path, 'file')], ready: /^Downloading/ });
    await server.requested;
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: `Downloading ${server.url}\n`, stderr: '' });
    expect(await filesIn(directory.path)).to.deep.equal([]);
  });

  it('fails as programs do when the server refuses, and when it breaks off', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'file');
    {
      await using server = await serve((response) => response.writeHead(404).end());
      const ended = await run(example, { args: [server.url, path] });
      expect(ended).to.include({ code: 1, signal: null });
      expect(ended.stderr).to.include('answered 404 Not Found');
    }
    {
      await using server = await serve((response) => response.write(HALF, () => response.destroy()));
      const ended = await run(example, { args: [server.url, path] });
      expect(ended).to.include({ code: 1, signal: null });
      expect(ended.stderr).not.to.equal('');
    }
    expect(await filesIn(directory.path)).to.deep.equal([]);
  });

  it('downloads from a server of its own when it is given nothing', async () => {
    await using directory = await temporaryDirectory();
    const { stdout, ...end } = await run(example, { env: { TMPDIR: directory.path } });
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
    const path = join(directory.path, 'capture-signals-demo.bin');
    expect(stdout).to.match(/^Downloading http:\S+ to \S+\. Press Ctrl-C\.\nSaved \S+\n$/);
    expect((await stat(path)).size).to.equal(32 * 2 ** 20);
  });

  it('draws a bar on a terminal, and Ctrl-C there removes the partial file', async () => {
    await using directory = await temporaryDirectory();
    await using terminal = await startInTerminal(example, { env: { TMPDIR: directory.path }, ready: /Downloading/ });
    await partialFileIn(directory.path);
    while (!/\[#+\.+\] [\d.]+ MB/.test(terminal.output)) await sleep(5);
    terminal.press('\x03');
    const { output, ...end } = await terminal.ended;
    expect(end).to.deep.equal({ code: null, signal: 'SIGINT' });
    expect(output).to.match(/ MB(\^C)?\nRemoved \S+\.part\n$/);
    expect(await filesIn(directory.path)).to.deep.equal([]);
  });

  it('removes the partial file when its terminal is closed', async () => {
    await using directory = await temporaryDirectory();
    await using terminal = await startInTerminal(example, { env: { TMPDIR: directory.path }, ready: /Downloading/ });
    await partialFileIn(directory.path);
    terminal.hangUp();
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGHUP' });
    expect(await filesIn(directory.path)).to.deep.equal([]);
  });

  it('cleans up when it is run by `npm start`', async () => {
    await using directory = await temporaryDirectory();
    const repository = fileURLToPath(new URL('../..', import.meta.url));
    await using terminal = await startInTerminal(['npm', 'start'], {
      cwd: repository, env: { TMPDIR: directory.path }, ready: /Downloading/,
    });
    await partialFileIn(directory.path);
    terminal.press('\x03');
    await terminal.alone;
    expect(terminal.output).to.match(/Removed \S+\.part\n/);
    const left = await filesIn(directory.path);
    expect(left.filter((name) => name !== 'node-compile-cache')).to.deep.equal([]); // npm's
  });
});
