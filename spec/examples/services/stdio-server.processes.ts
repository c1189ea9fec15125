import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { start, type Child } from '../../support/process.ts';
import { commandFor } from '../../support/runtime.ts';
import { startInTerminal } from '../../support/terminal.ts';
import { servicePath } from '../built.ts';

const example = servicePath('stdio-server');
const client = fileURLToPath(new URL('../../programs/services/talks-to-a-server.mjs', import.meta.url));
/** A shell that outlives its client, and tells how the server ended. */
const server = ['bash', '-c', 'trap "" PIPE; trap : INT; "$@"; echo "The server ended: $?" >&2', 'bash', ...commandFor(example), example];

const SHORT = '{ "id": 1, "method": "sleep", "params": 200 }\n';
const LONG = '{ "id": 2, "method": "sleep", "params": 600000 }\n';
const ECHO = '{ "id": 3, "method": "echo", "params": "hi" }\n';

const ANSWER = '{"id":1,"result":"slept"}\n';
const CANCELLED = '{"id":2,"error":"AbortError: The operation was aborted"}\n';
const ECHOED = '{"id":3,"result":"hi"}\n';

async function serve(drainMs: number, ...requests: string[]): Promise<Child> {
  const child = await start(example, { env: { DRAIN_MS: String(drainMs) }, ready: false });
  child.write(requests.join('') + ECHO); // whose answer says that all have been taken
  await child.line(ECHOED.trim());
  return child;
}

const LEAVE = [
  ['its client closes stdin', 'SIGHUP', (child: Child) => child.process.stdin!.end()],
  ['SIGINT comes', 'SIGINT', (child: Child) => child.send('SIGINT')],
  ['SIGTERM comes', 'SIGTERM', (child: Child) => child.send('SIGTERM')],
] as const;

describe('examples/services/stdio-server', () => {
  for (const [when, signal, leave] of LEAVE) {
    it(`answers what is in flight when ${when}, cleans up and exits 0`, async () => {
      await using child = await serve(60_000, SHORT);
      leave(child);
      expect(await child.ended).to.deep.equal({
        code: 0, signal: null, stdout: ECHOED + ANSWER, stderr: `Serving\n${signal}: 1 requests in flight\nClosed the index\n`,
      });
    });

    it(`cancels when ${when} what is not answered within drainMs`, async () => {
      await using child = await serve(50, LONG);
      leave(child);
      expect(await child.ended).to.deep.equal({
        code: 0, signal: null, stdout: ECHOED + CANCELLED, stderr: `Serving\n${signal}: 1 requests in flight\nClosed the index\n`,
      });
    });
  }

  it('ends at once when nothing is in flight, and takes nothing more', async () => {
    await using child = await serve(60_000);
    child.send('SIGTERM');
    await child.errorLine('SIGTERM: 0 requests in flight');
    child.write(ECHO);
    expect(await child.ended).to.include({ code: 0, signal: null, stdout: ECHOED });
  });

  it('cancels what is in flight when its client has stopped reading', async () => {
    await using child = await serve(60_000, LONG);
    child.process.stdout!.destroy();
    child.write(ECHO);
    expect(await child.ended).to.deep.equal({
      code: 0, signal: null, stdout: ECHOED, stderr: 'Serving\nNobody reads: 1 requests in flight\nClosed the index\n',
    });
  });

  it('ends cleanly when its client is killed', async () => {
    await using parent = await start(client, { args: server, env: { DRAIN_MS: '50' } });
    parent.send('SIGKILL');
    await parent.errorLine('The server ended: 0');
    expect(await parent.ended).to.deep.equal({
      code: null, signal: 'SIGKILL', stdout: '', stderr: 'Serving\nSIGHUP: 1 requests in flight\nClosed the index\nThe server ended: 0\n',
    });
  });

  it('ends cleanly when Ctrl-C has ended its client as well', async () => {
    await using terminal = await startInTerminal(client, { args: server, env: { DRAIN_MS: '50' } });
    terminal.press('\x03');
    await terminal.line('The server ended: 0');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    await terminal.alone;
    expect(terminal.output).to.match(/SIGINT: 1 requests in flight\nClosed the index\nThe server ended: 0\n$/);
  });

  it('answers what it cannot do with an error', async () => {
    await using child = await start(example, { ready: false });
    child.process.stdin!.end('{ "id": 4, "method": "fly" }\nno JSON\n');
    const { stdout, ...end } = await child.ended;
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: 'Serving\nSIGHUP: 0 requests in flight\nClosed the index\n' });
    expect(stdout).to.match(/^\{"id":4,"error":"Error: There is no method fly"\}\n\{"id":null,"error":"SyntaxError: .+"\}\n$/);
  });
});
