import { AsyncLocalStorage } from 'node:async_hooks';
import { captureSignals, raiseSignal, type SignalName } from 'capture-signals';
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

  it('leaves no listener, no timer and no heap behind when it is opened and closed ten thousand times', async function () {
    this.timeout(120_000); // a closing takes Deno 2 ms
    const { code, stdout, stderr } = await run('opens-and-closes', { execArgv: ['--expose-gc'] });
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'nothing left\n', stderr: '' });
  });
});
