import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { captureSignals, raiseSignal, type SignalCapture, type SignalName } from 'capture-signals';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { unlistened } from '../support/unlistened.ts';

const ONE_REQUEST = { repeatMs: 0 };

describe('captureSignals()', () => {
  it('catches a signal that is raised in the same tick', async () => {
    for (let tries = 0; tries < 200; tries++) {
      const capture = captureSignals('SIGUSR2', ONE_REQUEST);
      raiseSignal('SIGUSR2');
      expect(await capture.promise).to.equal('SIGUSR2');
      await capture.close();
    }
    await unlistened();
  });

  it('captures SIGINT, SIGTERM and SIGHUP unless told', async () => {
    await using _ = captureSignals();
    expect(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'].map((name) => process.listenerCount(name))).to.deep.equal([1, 1, 1, 0]);
  });

  it('takes one name, an array, a set, a generator, and a name twice', async () => {
    function* generate(): Generator<SignalName> {
      yield 'SIGTERM';
    }
    const ways: (SignalName | Iterable<SignalName>)[] = ['SIGTERM', ['SIGTERM'], new Set<SignalName>(['SIGTERM']), generate(), ['SIGTERM', 'SIGTERM']];
    for (const signals of ways) {
      const capture = captureSignals(signals);
      expect(process.listenerCount('SIGTERM')).to.equal(1);
      await capture.close();
      expect(process.listenerCount('SIGTERM')).to.equal(0);
    }
  });

  it('takes options alone, for the default signals', async () => {
    const parent = new AbortController();
    await using capture = captureSignals({ signal: parent.signal, graceMs: 1000 });
    expect(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'].map((name) => process.listenerCount(name))).to.deep.equal([1, 1, 1, 0]);
    parent.abort('stop');
    expect(capture.signal.reason).to.equal('stop');
    await captureSignals({}).close();
    await captureSignals(undefined, {}).close();
    expect(() => captureSignals({ graceMs: -1 })).to.throw(RangeError, "expected the option 'graceMs'");
    expect(() => captureSignals({} as never, {})).to.throw(TypeError, 'expected a signal name or an iterable of them, received an object');
  });

  it('does not look at the options again', async () => {
    const options = { repeatMs: 0, exclusive: true };
    const older = captureSignals('SIGUSR2', { repeatMs: 0 });
    const capture = captureSignals('SIGUSR2', options);
    options.exclusive = false;
    raiseSignal('SIGUSR2');
    await capture.promise;
    expect(older.interrupted).to.equal(undefined);
    await Promise.all([capture.close(), older.close()]);
    await unlistened();
  });

  it('puts one listener per signal on the process, on with the first capture and off with the last', async () => {
    const captures = Array.from({ length: 100 }, () => captureSignals(['SIGINT', 'SIGTERM']));
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).to.deep.equal([1, 1]);
    const last = captures.splice(50, 1)[0]!;
    await Promise.all(captures.map((capture) => capture.close()));
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).to.deep.equal([1, 1]);
    await last.close();
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).to.deep.equal([0, 0]);
  });

  it('accepts a signal that this platform lacks', async () => {
    await using capture = captureSignals(process.platform === 'win32' ? 'SIGUSR2' : 'SIGBREAK');
    expect(capture.interrupted).to.equal(undefined);
  });

  it('is heard by every open capture, newest first, and by none that is closed', async () => {
    const heard: string[] = [];
    const open = (name: string) => captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: () => heard.push(name) });
    const [first, second, third] = [open('first'), open('second'), open('third')];
    await second.close();
    raiseSignal('SIGUSR2');
    await Promise.all([first.promise, third.promise]);
    expect(heard).to.deep.equal(['third', 'first']);
    await Promise.all([first.close(), third.close()]);
    await unlistened();
  });

  it('interrupts all captures with one error', async () => {
    const [first, second] = [captureSignals('SIGUSR2', ONE_REQUEST), captureSignals('SIGUSR2', ONE_REQUEST)];
    raiseSignal('SIGUSR2');
    await first.promise;
    expect(first.signal.reason).to.equal(second.signal.reason).and.to.equal(first.interrupted);
    await Promise.all([first.close(), second.close()]);
    await unlistened();
  });

  it('keeps older captures from hearing while an exclusive one is open, and only then', async () => {
    const outer = captureSignals(['SIGUSR2', 'SIGTERM'], ONE_REQUEST);
    const inner = captureSignals('SIGUSR2', { ...ONE_REQUEST, exclusive: true });
    const innermost = captureSignals('SIGUSR2', ONE_REQUEST);
    raiseSignal('SIGUSR2');
    expect(await Promise.all([inner.promise, innermost.promise])).to.deep.equal(['SIGUSR2', 'SIGUSR2']);
    expect(outer.interrupted).to.equal(undefined);
    await Promise.all([inner.close(), innermost.close()]);
    while (process.listenerCount('SIGUSR2') > 0 && !outer.interrupted) {
      raiseSignal('SIGUSR2'); // swallowed for the outer one as long as the window of the inner one is open
      await new Promise(setImmediate);
    }
    expect(outer.interrupted?.signal).to.equal('SIGUSR2');
    await outer.close();
    await unlistened();
  });

  it('runs callbacks and abort listeners in the AsyncLocalStorage context of its call', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const open = (name: string) => storage.run(name, () => {
      const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: () => seen.push(storage.getStore()) });
      const { signal } = capture;
      storage.exit(() => signal.addEventListener('abort', () => seen.push(storage.getStore())));
      return capture;
    });
    const [first, second, closed] = [open('first'), open('second'), open('closed')];
    await storage.run('somewhere else', () => closed.close());
    storage.run('somewhere else', () => raiseSignal('SIGUSR2'));
    await second.promise;
    expect(seen).to.deep.equal(['closed', 'second', 'first', 'second', 'first']);
    await Promise.all([first.close(), second.close()]);
    await unlistened();
  });

  it('takes any number of abort listeners without a warning', async () => {
    await using capture = captureSignals();
    for (let count = 0; count < 100; count++) capture.signal.addEventListener('abort', () => {});
  });

  it('listens again when somebody has removed all listeners and the next capture opens', async () => {
    await using first = captureSignals('SIGUSR2', ONE_REQUEST);
    process.removeAllListeners('SIGUSR2');
    await using second = captureSignals('SIGUSR2', ONE_REQUEST);
    raiseSignal('SIGUSR2');
    expect(await Promise.all([first.promise, second.promise])).to.deep.equal(['SIGUSR2', 'SIGUSR2']);
    await Promise.all([first.close(), second.close()]);
    await unlistened();
  });
});

describe('A capture', () => {
  it('shows its signals and its state when it is inspected', async () => {
    const capture = captureSignals(['SIGTERM', 'SIGUSR2'], ONE_REQUEST);
    expect(inspect(capture)).to.match(/SIGTERM.*SIGUSR2.*open/);
    raiseSignal('SIGUSR2');
    while (/open/.test(inspect(capture))) await new Promise(setImmediate);
    expect(inspect({ nested: [capture] })).to.match(/SIGTERM.*SIGUSR2.*interrupted by SIGUSR2/);
    const error: unknown = await capture.close().catch((thrown: unknown) => thrown);
    expect(error).to.equal(capture.interrupted); // to inspect is not to ask
    expect(inspect(capture)).to.match(/SIGTERM.*SIGUSR2.*closed/);
    const cancelled = captureSignals('SIGUSR2');
    cancelled.abort('enough');
    expect(inspect(cancelled)).not.to.match(/open|closed|interrupted/);
    await cancelled.close();
    await unlistened();
  });

  it('says of each member that is called without it what to do', async () => {
    await using capture = captureSignals('SIGUSR2');
    const members = capture as unknown as Record<string, () => unknown>;
    for (const name of ['spawn', 'race', 'checkpoint', 'interruptible', 'abort', 'defer', 'run', 'close']) {
      const member = members[name]!;
      expect(() => member(), name).to.throw(TypeError).with.property('message').that.includes(name).and.not.matches(/#|private/);
      expect(() => member.call({}), name).to.throw(TypeError).with.property('message').that.includes(name).and.not.matches(/#|private/);
    }
    for (const name of ['signal', 'promise', 'interrupted']) {
      expect(() => Reflect.get(Object.getPrototypeOf(capture) as object, name), name).to.throw(TypeError).with.property('message').that.includes(name);
    }
  });

  it('leaves no asynchronous resource when it has closed, however it has lived', async () => {
    const alive = new Map<number, string>();
    const hook = createHook({
      init: (id, type) => void (/SignalCapture|SIGNALWRAP/.test(type) && alive.set(id, type)),
      destroy: (id) => void alive.delete(id),
    }).enable();
    try {
      for (const live of [
        () => {},
        (capture: SignalCapture) => void capture.signal,
        (capture: SignalCapture) => void capture.promise,
        (capture: SignalCapture) => void capture.spawn(() => setTimeout(2)),
        (capture: SignalCapture) => void capture.race(setTimeout(2)),
        (capture: SignalCapture) => capture.checkpoint(),
        (capture: SignalCapture) => capture.interruptible(() => {}),
        (capture: SignalCapture) => capture.abort(),
        async (capture: SignalCapture) => {
          raiseSignal('SIGUSR2');
          await capture.promise;
        },
      ]) {
        const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, graceMs: 60_000 });
        await live(capture);
        await capture.close();
        await unlistened();
      }
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      expect([...alive.values()]).to.deep.equal([]);
    } finally {
      hook.disable();
    }
  });
});

describe('Importing the package', () => {
  it('touches nothing', async () => {
    expect(await run('imports-only')).to.deep.equal({ code: 0, signal: null, stdout: 'untouched\n', stderr: '' });
  });
});

describe('An open capture', () => {
  it('does not keep the process alive', async () => {
    expect(await run('merely-captures')).to.deep.equal({ code: 0, signal: null, stdout: 'exit 0\n', stderr: '' });
  });

  it('keeps the process alive once its promise was asked for, until it is interrupted', async () => {
    await using child = await start('waits-for-the-promise');
    child.send('SIGTERM');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'SIGTERM\n', stderr: '' });
  });

  it('keeps the process alive once its promise was asked for, until it is closed', async () => {
    expect(await run('waits-for-the-promise', { args: ['close'] })).to.deep.equal({ code: 0, signal: null, stdout: 'undefined\n', stderr: '' });
  });

  it('leaves no listener behind when it is interrupted again and again', async () => {
    expect(await run('is-interrupted-often')).to.deep.equal({ code: 0, signal: null, stdout: '[]\n', stderr: '' });
  });

  it('leaves no listener, no timer and no heap behind when it is opened and closed ten thousand times', async function () {
    this.timeout(120_000); // a closing takes Deno 2 ms
    const { code, stdout, stderr } = await run('opens-and-closes', { execArgv: ['--expose-gc'] });
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'nothing left\n', stderr: '' });
  });
});
