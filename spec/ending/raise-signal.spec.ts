import { once } from 'node:events';
import { expect } from 'chai';
import { unlistened } from '../support/unlistened.ts';
import { captureSignals, raiseSignal } from 'capture-signals';
import { run, start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';

describe('raiseSignal()', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGKILL'] as const) {
    it(`ends the process by ${signal} where nobody listens`, async () => {
      await using child = await start('raising/raise', { args: [signal], ready: false });
      expect(await child.ended).to.include({ code: null, signal, stderr: '' });
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`is no repeat of what onSignal prevents while it raises: ${signal}`, async () => {
      await using child = await start('raising/raises-in-on-signal', { args: [signal] });
      child.send('SIGINT');
      expect(await child.ended).to.deep.equal({ code: null, signal, stdout: `SIGINT\n${signal}\n`, stderr: '' });
    });
  }

  it('stops the process with SIGSTOP', async () => {
    await using terminal = await startInTerminal('raising/stop');
    await terminal.line('stopped by SIGSTOP');
    terminal.send('SIGCONT');
    await terminal.line('going on');
    expect(await terminal.ended).to.include({ code: 0 });
  });

  for (const [signal, end] of Object.entries({
    SIGWINCH: { code: 0, signal: null, stdout: 'lives on\n' },
    SIGURG: { code: 0, signal: null, stdout: 'lives on\n' },
    SIGTERM: { code: null, signal: 'SIGTERM', stdout: '' },
  })) {
    it(`does what the system does by default after a request that was prevented: ${signal}`, async () => {
      expect(await run('raising/raises-after-prevention', { args: [signal] })).to.deep.equal({ ...end, stderr: '' });
    });
  }

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

  const DIES = { code: null, signal: 'SIGINT', stdout: 'exit 130\na later exit listener\n', stderr: '' };
  const AGAIN: Record<string, object> = {
    'in a catch': DIES,
    'in a catch around two scopes, of which one passes it on to the other': DIES,
    'of SIGTERM': { ...DIES, signal: 'SIGTERM', stdout: 'exit 143\na later exit listener\n' },
    'with a grace': DIES,
    'in a listener of another turn': DIES,
    'with output': { ...DIES, stdout: `${'x'.repeat(2 ** 21)}\nexit 130\na later exit listener\n` },
    'twice': DIES,
    'after one that was prevented': DIES,
    'while it is prevented no longer': DIES,
    'beside a capture that is open': { ...DIES, signal: 'SIGTERM', stdout: 'the program heard SIGTERM\nexit 143\na later exit listener\n' },
  };
  for (const [way, ended] of Object.entries(AGAIN)) {
    it(`is no repeat of a request that interrupts nobody any more, and ends the process in order: ${way}`, async () => {
      expect(await run('ending/raises-again', { args: [way] })).to.deep.equal(ended);
    });
  }

  for (const [way, ended] of Object.entries({
    'in the cleanup': { ...DIES, stdout: 'cleaned up\nexit 130\na later exit listener\n' },
    'while a scope is being interrupted': { ...DIES, code: 0, signal: null, stdout: 'outer was interrupted: SIGINT\nexit 0\na later exit listener\n' },
    'not by itself but by kill': { ...DIES, code: 0, signal: null, stdout: 'going on\nexit 0\na later exit listener\n' },
  })) {
    it(`is a repeat like any other ${way}`, async () => {
      expect(await run('ending/raises-again', { args: [way] })).to.deep.equal(ended);
    });
  }

  it('is heard by a listener of the program\'s own', async () => {
    const stdout = 'the listener heard SIGINT\ngoing on\nexit 0\na later exit listener\n';
    expect(await run('ending/raises-again', { args: ['beside a listener of its own'] })).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
  });

  for (const way of ['by another signal', 'long after']) {
    it(`kills as the system does where no request is: ${way}`, async () => {
      const { code, signal, stderr } = await run('ending/raises-again', { args: [way] });
      expect({ code, signal, stderr }).to.deep.equal({ code: null, signal: way === 'long after' ? 'SIGINT' : 'SIGTERM', stderr: '' });
    });
  }

  it('emits to the listeners on Windows, which has no signals', async () => {
    expect(await run('raising/raises-on-windows')).to.deep.equal({ code: 0, signal: null, stdout: 'SIGUSR2\n', stderr: '' });
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
