import { once } from 'node:events';
import { expect } from 'chai';
import { unlistened } from '../support/unlistened.ts';
import { captureSignals, raiseSignal } from 'capture-signals';
import { start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';

describe('raiseSignal()', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGKILL'] as const) {
    it(`ends the process by ${signal} where nobody listens`, async () => {
      await using child = await start('raising/raise', { args: [signal], ready: false });
      expect(await child.ended).to.include({ code: null, signal, stderr: '' });
    });
  }

  it('stops the process with SIGSTOP', async () => {
    await using terminal = await startInTerminal('raising/stop');
    await terminal.line('stopped by SIGSTOP');
    terminal.send('SIGCONT');
    await terminal.line('going on');
    expect(await terminal.ended).to.include({ code: 0 });
  });

  it('is heard when the event loop turns next, not before it returns', async () => {
    const heard: string[] = [];
    process.once('SIGUSR2', () => heard.push('listener'));
    const delivered = once(process, 'SIGUSR2');
    raiseSignal('SIGUSR2');
    heard.push('raised');
    await Promise.resolve();
    heard.push('a microtask later');
    await delivered;
    expect(heard).to.deep.equal(['raised', 'a microtask later', 'listener']);
  });

  it('is heard by a capture', async () => {
    await using capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    raiseSignal('SIGUSR2');
    expect(await capture.promise).to.equal('SIGUSR2');
    await capture.close();
    await unlistened();
  });

  it('emits to the listeners on Windows, which has no signals', () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    const heard: unknown[] = [];
    process.once('SIGUSR2', (signal) => heard.push(signal));
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
    try {
      raiseSignal('SIGUSR2');
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
    expect(heard).to.deep.equal(['SIGUSR2']);
  });

  const refused: [value: unknown, received: string][] = [
    [undefined, 'undefined'],
    ['', "''"],
    [15, '15'],
    [0, '0'],
    [null, 'null'],
    [['SIGINT'], 'an array'],
    ['SIGFOO', "'SIGFOO'"],
    ['SIGSEGV', "'SIGSEGV'"],
    ['sigterm', "'sigterm' (did you mean 'SIGTERM'?)"],
    ['INT', "'INT' (did you mean 'SIGINT'?)"],
    ['SIGTREM', "'SIGTREM' (did you mean 'SIGTERM'?)"],
  ];
  for (const [value, received] of refused) {
    it(`refuses ${received.replace(/ \(.*/, '')}`, () => {
      expect(() => raiseSignal(value as never)).to.throw(TypeError, `raiseSignal expected a signal name such as 'SIGINT', received ${received}`);
    });
  }

  it('refuses a name that this platform lacks', function () {
    if (process.platform === 'win32') return this.skip();
    expect(() => raiseSignal('SIGBREAK')).to.throw(TypeError, /SIGBREAK/);
  });
});
