import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { insists, until } from '../support/until.ts';
import { start, type StartOptions } from '../support/process.ts';
import { runtimeCommand, programPath } from '../support/runtime.ts';
import { shown } from '../support/shown-errors.ts';
import { startInTerminal } from '../support/terminal.ts';

interface Row {
  way: string;
  send?: NodeJS.Signals;
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr?: RegExp;
}

const ROWS: Record<string, Row> = {
  'exits 0 when there was no signal': { way: 'no signal', code: 0, signal: null, stdout: 'exit 0\n' },
  'exits 0 when the block sees the interrupt and returns': { way: 'returns', send: 'SIGINT', code: 0, signal: null, stdout: 'exit 0\n' },
  'exits with process.exitCode when the block sees the interrupt and returns': { way: 'exit code', send: 'SIGINT', code: 7, signal: null, stdout: 'exit 7\n' },
  'exits 0 when somebody catches the interrupt': { way: 'catches outside', send: 'SIGINT', code: 0, signal: null, stdout: 'caught SIGINT\nexit 0\n' },
  'dies by SIGINT when nobody catches it': { way: 'lets go', send: 'SIGINT', code: null, signal: 'SIGINT', stdout: 'exit 130\n' },
  'dies by SIGTERM when nobody catches it': { way: 'lets go', send: 'SIGTERM', code: null, signal: 'SIGTERM', stdout: 'exit 143\n' },
  'dies by SIGHUP when nobody catches it': { way: 'lets go', send: 'SIGHUP', code: null, signal: 'SIGHUP', stdout: 'exit 129\n' },
  'dies by SIGQUIT when nobody catches it': { way: 'lets go', send: 'SIGQUIT', code: null, signal: 'SIGQUIT', stdout: 'exit 131\n' },
  'dies by the signal when a floating main rejects': { way: 'floats', send: 'SIGTERM', code: null, signal: 'SIGTERM', stdout: 'exit 143\n' },
  'dies by the signal when the interrupt is thrown by a callback': { way: 'throws', send: 'SIGTERM', code: null, signal: 'SIGTERM', stdout: 'exit 143\n' },
  'dies by the signal when the interrupt is a cause': { way: 'wraps', send: 'SIGTERM', code: null, signal: 'SIGTERM', stdout: 'exit 143\n' },
  'runs all exit listeners before it dies': { way: 'exit listeners', send: 'SIGTERM', code: null, signal: 'SIGTERM', stdout: 'exit 143\na later exit listener\n' },
  'leaves other uncaughtExceptionMonitor listeners in peace': { way: 'monitor', send: 'SIGTERM', code: null, signal: 'SIGTERM', stdout: 'monitored AbortError\nexit 143\n' },
  'leaves an error of the block as it was': { way: 'throws its own', send: 'SIGINT', code: 1, signal: null, stdout: 'exit 1\n', stderr: shown('its own') },
  'leaves the last word to an uncaughtException listener of the program': { way: 'own uncaughtException', send: 'SIGINT', code: 0, signal: null, stdout: 'uncaught AbortError\nexit 0\n' },
  'leaves the last word to an unhandledRejection listener of the program': { way: 'own unhandledRejection', send: 'SIGINT', code: 0, signal: null, stdout: 'unhandled AbortError\nexit 0\n' },
  'exits with 128 + n where somebody else listens to the signal': { way: 'foreign listener', send: 'SIGTERM', code: 143, signal: null, stdout: 'foreign SIGTERM\nexit 143\n' },
  'exits with 128 + n for a signal that does not end a process': { way: 'SIGWINCH', send: 'SIGWINCH', code: 156, signal: null, stdout: 'exit 156\n' },
};

describe('The process', () => {
  for (const [title, { way, send, stderr = /^$/, ...wanted }] of Object.entries(ROWS)) {
    it(title, async () => {
      const options: StartOptions = { args: [way] };
      await using child = await start('ends', send ? options : { ...options, ready: false });
      if (send) child.send(send);
      const { stderr: printed, ...ended } = await child.ended;
      expect(ended).to.deep.equal(wanted);
      expect(printed).to.match(stderr);
    });
  }

  it('dies by the signal when the interrupt comes out of await import()', async () => {
    await using child = await start('imports-a-busy-loop');
    child.send('SIGTERM');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'disposed\n', stderr: '' });
  });

  for (const [title, grace, slowMs] of [['', [], 200], [', as long as its grace', ['30000'], 1500]] as const) {
    it(`writes out what it has written, whole, into a slow pipe${title}`, async () => {
      await using child = await start('writes-a-mebibyte', { args: grace });
      child.process.stdout!.pause();
      child.send('SIGTERM');
      await setTimeout(slowMs); // the reader is slow
      child.process.stdout!.resume();
      const { signal, stdout, stderr } = await child.ended;
      expect(signal).to.equal('SIGTERM');
      expect(stdout.length).to.equal(1024 * 1024 + 'the last line\n'.length);
      expect(stdout.endsWith('the last line\n')).to.equal(true);
      expect(stderr).to.equal('and one for stderr\n');
    });
  }

  for (const way of ['ends stdout', 'ends both', 'does not end it', 'has ended it before']) {
    it(`writes out whole what it has written when its cleanup ${way}`, async () => {
      for (const end of ['lets go', 'raises']) {
        await using child = await start('ending/ends-its-output', { args: [way, end], ready: false });
        child.process.stdout!.pause();
        await setTimeout(way === 'has ended it before' ? 0 : 300); // the reader is slow
        child.process.stdout!.resume();
        const { code, signal, stdout, stderr } = await child.ended;
        expect({ code, signal, stderr }, end).to.deep.equal({ code: null, signal: 'SIGTERM', stderr: way === 'ends both' ? 'the end of stderr\n' : '' });
        expect(stdout.length, end).to.equal(2 ** 21 + 'the end\n'.length);
        expect(stdout.endsWith('the end\n'), end).to.equal(true);
      }
    });
  }

  it('writes out whole what it has written, and the line, when grace runs out', async () => {
    await using child = await start('ending/ends-its-output', { args: ['ends stdout', 'grace'], ready: false });
    const { signal, stdout, stderr } = await child.ended;
    expect(signal).to.equal('SIGTERM');
    expect(stdout.length).to.equal(2 ** 21 + 'the end\n'.length);
    expect(stderr).to.match(/^capture-signals: still open 900 ms after SIGTERM/);
  });

  it('does not wait for a reader that never reads', async () => {
    for (const grace of [[], ['300']]) {
      await using child = await start('writes-a-mebibyte', { args: grace });
      child.process.stdout!.pause();
      child.send('SIGTERM');
      await until('it has ended', () => child.hasExited, 100);
      expect(child.process.signalCode).to.equal('SIGTERM');
      child.process.stdout!.resume();
    }
  });

  const canUnshare = spawnSync('unshare', ['-r', '--pid', '--fork', '--mount-proc', 'true']).status === 0;
  (canUnshare ? it : it.skip)('exits with 128 + n as PID 1, which no signal of its own can kill', async () => {
    const options: StartOptions = { args: ['lets go'], command: ['unshare', '-r', '--pid', '--fork', '--mount-proc', '--kill-child', ...runtimeCommand] };
    await using child = await start('ends', options);
    const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
    process.kill(Number(stdout), 'SIGTERM');
    expect(await child.ended).to.deep.equal({ code: 143, signal: null, stdout: 'exit 143\n', stderr: '' });
  });
});

describe('The terminal', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`leaves raw mode when the program ends by ${signal}`, async () => {
      await using terminal = await startInTerminal('goes-raw', { args: ['quick'] });
      expect(await terminal.isRaw()).to.equal(true);
      terminal.send(signal);
      expect(await terminal.ended).to.include({ code: null, signal });
      expect(await terminal.isRaw()).to.equal(false);
    });
  }

  it('leaves raw mode when grace runs out', async () => {
    await using terminal = await startInTerminal('goes-raw', { args: ['grace'] });
    terminal.send('SIGTERM');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGTERM' });
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('leaves raw mode when a second SIGINT kills', async () => {
    await using terminal = await startInTerminal('goes-raw', { args: ['hangs'] });
    terminal.send('SIGTERM');
    await terminal.line('cleaning up');
    await setTimeout(300); // as a human would: between the listener coming off and Node's handler coming back nothing resets the terminal
    await insists(terminal, 'SIGINT', 300);
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('hands a Ctrl-C over, and the program ends by it', async () => {
    await using terminal = await startInTerminal('cleans-up', { args: ['quick'] });
    terminal.press('\x03');
    const { signal, output } = await terminal.ended;
    expect(signal).to.equal('SIGINT');
    expect(output).to.match(/cleaning up\s+cleaned up\s+exit 130\s*$/);
  });

  it('that is closed is a SIGHUP, and writing to it does not keep the cleanup from its end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
    try {
      await using terminal = await startInTerminal('writes-to-a-closed-terminal', { args: [join(folder, 'cleaned-up')] });
      terminal.hangUp();
      expect(await terminal.ended).to.include({ code: null, signal: 'SIGHUP' });
      expect(await readFile(join(folder, 'cleaned-up'), 'utf8')).to.equal('yes');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('stops a shell loop at Ctrl-C, which bash does only for a program that died by the signal', async () => {
    const quote = (word: string) => `'${word}'`;
    const command = [...runtimeCommand, programPath('cleans-up'), 'quick'].map(quote).join(' ');
    await using terminal = await startInTerminal(['bash', '-c', `for i in 1 2 3; do ${command}; done; echo went on`]);
    terminal.press('\x03');
    const { signal, output } = await terminal.ended;
    expect(signal).to.equal('SIGINT');
    expect(output.match(/ready/g)).to.have.length(1);
    expect(output).not.to.contain('went on');
  });
});
