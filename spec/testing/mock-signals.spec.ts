import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals, type SignalCapture, type SignalName } from 'capture-signals';
import { mockSignals, type MockSignals } from 'capture-signals/testing';
import { expect } from 'chai';
import { FakeTimers } from '../support/fake-timers.ts';
import { run } from '../support/process.ts';

const never = () => new Promise<never>(() => {});

/** How the process would have been ended by now; `undefined` when by nothing. */
const endingOf = async (signals: MockSignals) => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return Promise.race([signals.ending, undefined]);
};

/** A block that waits for its signal, and a cleanup. */
async function block(cleanup: () => unknown = () => {}, options = {}, signals: SignalName[] = ['SIGINT', 'SIGTERM']): Promise<void> {
  await using shutdown = captureSignals(signals, options);
  shutdown.defer(cleanup, 'cleanup');
  await shutdown.race(never());
}

describe('mockSignals()', () => {
  it('listens to nothing, and nobody but the captures and watches of the package hears', async () => {
    using signals = mockSignals();
    const listener = () => expect.fail('heard');
    process.on('SIGUSR2', listener);
    const capture = captureSignals(['SIGUSR2', 'SIGTERM']);
    const watch = watchSignals('SIGHUP');
    expect(signals.listening).to.deep.equal(['SIGTERM', 'SIGHUP', 'SIGUSR2']);
    expect(process.listenerCount('SIGTERM') + process.listenerCount('SIGHUP')).to.equal(0);
    signals.send('SIGUSR2');
    signals.send('SIGHUP');
    process.off('SIGUSR2', listener);
    expect(capture.interrupted?.signal).to.equal('SIGUSR2');
    expect(await watch.next()).to.deep.equal({ done: false, value: 'SIGHUP' });
    await Promise.all([capture.close(), watch.close()]);
    expect(signals.listening).to.deep.equal([]);
  });

  it('delivers at once, as one request however often, to all, newest first, and to no older one behind an exclusive one', () => {
    using signals = mockSignals();
    const heard: string[] = [];
    const open = (name: string, options = {}) => captureSignals('SIGTERM', { onSignal: (event) => heard.push(`${name} ${event.count}`), ...options });
    open('oldest');
    const [exclusive] = [open('exclusive', { exclusive: true }), open('newest')];
    signals.send('SIGTERM');
    signals.send('SIGTERM');
    expect(heard).to.deep.equal(['newest 1', 'exclusive 1']);
    expect(exclusive.signal.reason).to.equal(exclusive.interrupted).and.to.be.instanceOf(InterruptError);
  });

  it('delivers what onSignal raises once the request has been delivered, as the system does: then it is a repeat, or a request where the first was prevented', async () => {
    const requests = async (prevents: boolean) => {
      using signals = mockSignals();
      const heard: string[] = [];
      await using capture = captureSignals(['SIGINT', 'SIGTERM'], {
        onSignal(event) {
          heard.push(event.signal);
          if (prevents && event.count === 1) event.preventDefault();
          if (event.count === 1) raiseSignal('SIGTERM');
        },
      });
      signals.send('SIGINT');
      await new Promise(setImmediate);
      return [...heard, `interrupted by ${capture.interrupted?.signal}`];
    };
    expect(await requests(false)).to.deep.equal(['SIGINT', 'interrupted by SIGINT']);
    expect(await requests(true)).to.deep.equal(['SIGINT', 'SIGTERM', 'interrupted by SIGTERM']);
  });

  describe('tells how the process would have been ended', () => {
    const ends: readonly [title: string, run: (signals: MockSignals) => unknown, end: object | undefined][] = [
      ['by an interrupt that nobody caught', (signals) => void (void block(), signals.send('SIGTERM')), { signal: 'SIGTERM' }],
      ['by one that is thrown by closing', (signals) => { const { close } = bound(captureSignals('SIGTERM')); signals.send('SIGTERM'); void close(); }, { signal: 'SIGTERM' }],
      ['by one that a callback throws', async (signals) => {
        const capture = captureSignals('SIGTERM');
        signals.send('SIGTERM');
        const { interrupted } = capture;
        await capture.close();
        setImmediate(() => { throw interrupted!; });
      }, { signal: 'SIGTERM' }],
      ['by one that the program has made itself', () => { captureSignals('SIGHUP'); void Promise.reject(new InterruptError('SIGTERM')); }, { signal: 'SIGTERM' }],
      ['by a signal that nobody hears', (signals) => signals.send('SIGINT'), { signal: 'SIGINT' }],
      ['by raiseSignal() when nobody hears', () => raiseSignal('SIGHUP'), { signal: 'SIGHUP' }],
      ['by SIGKILL', () => raiseSignal('SIGKILL'), { signal: 'SIGKILL' }],
      ['by raiseSignal() of one that was caught', (signals) => { void block().catch((error) => raiseSignal(findInterrupt(error)!.signal)); signals.send('SIGTERM'); }, { signal: 'SIGTERM' }],
      ['by nothing when the interrupt is caught', (signals) => { void block().catch(() => {}); signals.send('SIGTERM'); }, undefined],
      ['by nothing when the block sees it and returns', async (signals) => { const capture = captureSignals('SIGTERM'); signals.send('SIGTERM'); expect(capture.interrupted).not.to.equal(undefined); await capture.close(); }, undefined],
      ['by nothing when its default does not end a process', (signals) => signals.send('SIGWINCH'), undefined],
      ['by nothing when it is watched', (signals) => { watchSignals('SIGHUP'); signals.send('SIGHUP'); }, undefined],
    ];
    for (const [title, run, end] of ends) {
      it(title, async () => {
        using signals = mockSignals();
        await run(signals);
        expect(await endingOf(signals)).to.deep.equal(end);
      });
    }
  });

  describe('has timers follow those of the test', () => {
    let timers: FakeTimers;
    beforeEach(() => (timers = new FakeTimers()));
    afterEach(() => timers.restore());

    it('grace: neither before, nor later', async () => {
      using signals = mockSignals();
      void block(never, { graceMs: 60_000 });
      signals.send('SIGTERM');
      timers.tick(59_999);
      expect(await endingOf(signals)).to.equal(undefined);
      timers.tick(1);
      expect(await endingOf(signals)).to.deep.equal({ signal: 'SIGTERM' });
    });

    it('the grace of a failure, which ends with exit code 1', async () => {
      using signals = mockSignals();
      const capture = captureSignals('SIGTERM', { graceMs: 1000 });
      capture.spawn(() => Promise.reject(new Error('no'))).catch(() => {});
      capture.defer(never);
      await new Promise(setImmediate);
      timers.tick(1000);
      expect(await endingOf(signals)).to.deep.equal({ code: 1 });
    });

    it('no grace when the scope closes in time', async () => {
      using signals = mockSignals();
      const serving = block(() => {}, { graceMs: 1000 });
      signals.send('SIGTERM');
      await serving.catch(() => {});
      timers.tick(100_000);
      expect(await endingOf(signals)).to.equal(undefined);
    });

    it('the window for repeats: a second Ctrl-C after it ends the process', async () => {
      using signals = mockSignals();
      void block(never);
      signals.send('SIGINT');
      timers.tick(499);
      signals.send('SIGINT');
      expect(await endingOf(signals)).to.equal(undefined);
      timers.tick(1);
      await new Promise(setImmediate);
      signals.send('SIGINT');
      expect(await endingOf(signals)).to.deep.equal({ signal: 'SIGINT' });
    });

    it('alone: the time that the machine takes does not count', async () => {
      using signals = mockSignals();
      const slow = { graceMs: 1000, onSignal: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20) };
      void block(never, slow);
      signals.send('SIGINT');
      timers.tick(499);
      await new Promise(setImmediate);
      signals.send('SIGINT');
      timers.tick(500);
      expect(await endingOf(signals)).to.equal(undefined);
      timers.tick(1);
      expect(await endingOf(signals)).to.deep.equal({ signal: 'SIGINT' });
    });

    it('a drain', async () => {
      using signals = mockSignals();
      const capture = captureSignals('SIGTERM', { drainMs: 5000 });
      signals.send('SIGTERM');
      expect([capture.interrupted?.signal, capture.signal.aborted]).to.deep.equal(['SIGTERM', false]);
      timers.tick(5000);
      expect(capture.signal.reason).to.equal(capture.interrupted);
      await capture.close();
    });
  });

  it('closes and ends windows while queueMicrotask() is faked, as those of Jest and sinon are', async () => {
    using signals = mockSignals();
    const { queueMicrotask } = globalThis;
    globalThis.queueMicrotask = () => {};
    try {
      await captureSignals('SIGTERM').close();
      const capture = captureSignals('SIGINT', { repeatMs: 0 });
      signals.send('SIGINT');
      expect(capture.interrupted?.signal).to.equal('SIGINT');
      await capture.close();
      signals.send('SIGINT');
      expect(await endingOf(signals)).to.deep.equal({ signal: 'SIGINT' });
    } finally {
      globalThis.queueMicrotask = queueMicrotask;
    }
  });

  it('lets checkpoint() turn the event loop, and interruptible() run its work whole', async () => {
    using signals = mockSignals();
    await using capture = captureSignals('SIGINT');
    setTimeout(() => signals.send('SIGINT'), 1);
    let error: unknown;
    while (!error) error = await capture.checkpoint().then(() => undefined, (thrown: unknown) => thrown);
    expect(findInterrupt(error)?.signal).to.equal('SIGINT');
    await using other = captureSignals('SIGTERM');
    expect(other.interruptible(() => 42)).to.equal(42);
  });

  it('tells the runner as little as the system of what floats when a scope closes', async () => {
    using _ = mockSignals();
    const seen: unknown[] = [];
    const listener = (error: unknown): void => void seen.push(error);
    process.prependListener('unhandledRejection', listener);
    {
      await using shutdown = captureSignals('SIGTERM');
      void sleep(60_000, undefined, { signal: shutdown.signal });
    }
    await new Promise(setImmediate);
    process.off('unhandledRejection', listener);
    expect(seen).to.deep.equal([]);
  });

  it('keeps tests apart: what one leaves open, or within a window, the next does not hear', async () => {
    {
      using signals = mockSignals();
      captureSignals('SIGTERM', { exclusive: true });
      signals.send('SIGTERM');
    }
    using signals = mockSignals();
    expect(signals.listening).to.deep.equal([]);
    const capture = captureSignals('SIGTERM');
    signals.send('SIGTERM');
    expect(capture.interrupted?.signal).to.equal('SIGTERM');
    await capture.close().catch(() => {});
  });

  it('gives the process back its signals', async () => {
    mockSignals()[Symbol.dispose]();
    await using capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    raiseSignal('SIGUSR2');
    expect(await capture.promise).to.equal('SIGUSR2');
  });

  it('leaves a capture that was open before with the signals of the system', async () => {
    const before = captureSignals('SIGUSR2', { repeatMs: 0 });
    using signals = mockSignals();
    signals.send('SIGUSR2');
    expect(before.interrupted).to.equal(undefined);
    expect(await endingOf(signals)).to.deep.equal({ signal: 'SIGUSR2' });
    signals[Symbol.dispose]();
    await before.close();
  });

  for (const by of ['an interrupt', 'a failure', 'a failure that comes later'] as const) {
    it(`leaves no grace that would end the process once it has gone: of ${by}`, async () => {
      const signals = mockSignals();
      const capture = captureSignals('SIGUSR2', { graceMs: 1 });
      if (by === 'an interrupt') signals.send('SIGUSR2');
      else void capture.spawn(() => Promise.reject(new Error('failed')));
      if (by === 'a failure') await new Promise(setImmediate);
      signals[Symbol.dispose]();
      await new Promise((resolve) => setTimeout(resolve, 20)); // longer than the grace: the process is there still
      await capture.close().catch(() => {});
    });
  }

  it('leaves nothing to a real capture of one that was not closed', async () => {
    const foreign = () => {};
    process.on('SIGUSR2', foreign);
    {
      using _ = mockSignals();
      captureSignals('SIGUSR2');
    }
    const before = process.listenerCount('SIGUSR2');
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    process.kill(process.pid, 'SIGUSR2');
    expect(await capture.promise).to.equal('SIGUSR2');
    await capture.close();
    expect(process.listenerCount('SIGUSR2')).to.equal(before);
    process.off('SIGUSR2', foreign);
  });

  const system: Record<string, { signal?: NodeJS.Signals; stdout: string; stderr?: RegExp }> = {
    'is interrupted': { stdout: 'SIGTERM undefined\n' },
    'closes with a signal in flight': { stdout: 'SIGTERM\n' },
    'is interrupted within the window of a mocked request': { stdout: 'SIGTERM\n' },
    'is being interrupted by what a mock is then sent, too': { stdout: 'SIGTERM\n' },
    'has a window that goes on when something is raised for a mock': { stdout: 'goes on\n' },
    'keeps its SIGINT from a computation of a mock': { stdout: 'whole\nSIGINT undefined\n' },
    'computes beside an exclusive one of a mock': { stdout: 'broken by SIGINT\n' },
    'is never closed, as one of a mock that was interrupted before': { signal: 'SIGTERM', stdout: '' },
    'runs out of grace': { signal: 'SIGTERM', stdout: '', stderr: /^capture-signals: still open 100 ms after SIGTERM[^\n]*\n$/ },
    'lets go beside its cleanup, after a mock': { signal: 'SIGTERM', stdout: 'cleaned up\n' },
    'lets go beside its cleanup, while there is a mock': { signal: 'SIGTERM', stdout: 'cleaned up\n' },
    'lets go of what a mock that has gone interrupted': { stdout: 'goes on\n' },
  };
  describe('leaves the system to what was there before', () => {
    for (const [what, { signal = null, stdout, stderr = /^$/ }] of Object.entries(system)) {
      it(what, async () => {
        const { stderr: printed, ...ended } = await run('testing/captures-beside-a-mock', { args: [what] });
        expect(ended).to.deep.equal({ code: signal ? null : 0, signal, stdout });
        expect(printed).to.match(stderr);
      });
    }
  });

  it('starts no thread for a watchdog', async () => {
    const workers: unknown[] = [];
    const onWorker = (worker: unknown): void => void workers.push(worker);
    process.on('worker', onWorker);
    using signals = mockSignals();
    const capture = captureSignals('SIGINT', { watchdog: true, graceMs: 1000 });
    signals.send('SIGINT');
    await capture.close().catch(() => {});
    process.off('worker', onWorker);
    expect(workers).to.deep.equal([]);
  });

  it('hears and tells nothing once it has been disposed', async () => {
    const signals = mockSignals();
    const mocked = captureSignals('SIGUSR2');
    signals[Symbol.dispose]();
    await using capture = captureSignals('SIGUSR2');
    signals.send('SIGUSR2');
    signals.send('SIGTERM');
    expect([capture.interrupted, mocked.interrupted, await endingOf(signals)]).to.deep.equal([undefined, undefined, undefined]);
    expect(signals.listening).to.deep.equal([]);
  });

  it('refuses a second one, and what is no signal', () => {
    using signals = mockSignals();
    expect(() => mockSignals()).to.throw(Error, 'mockSignals expected no other mock, but one has not been disposed');
    expect(() => signals.send('SIGFOO' as never)).to.throw(TypeError, "send expected a signal name such as 'SIGINT', received 'SIGFOO'");
    expect(() => signals.send('SIGKILL' as never)).to.throw(TypeError);
  });

  it('leaves other uncaught errors to the test runner', async () => {
    using _ = mockSignals();
    captureSignals('SIGTERM');
    const seen: unknown[] = [];
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.once('unhandledRejection', (error) => seen.push(error));
    void Promise.reject('somebody else');
    await new Promise(setImmediate);
    for (const listener of others) process.on('unhandledRejection', listener);
    expect(seen).to.deep.equal(['somebody else']);
  });

  it('leaves nothing of an interrupt that a callback has thrown to an error that comes later', async () => {
    const { code, signal, stdout, stderr } = await run('testing/fails-after-a-mock');
    expect({ code, signal, stdout }).to.deep.equal({ code: 1, signal: null, stdout: "{ signal: 'SIGTERM' }\n0\n" });
    expect(stderr).to.match(/^Error: a real bug\n    at /m);
  });

  it('leaves an error to the capture callback of the program', async () => {
    using signals = mockSignals();
    const capture = captureSignals('SIGTERM');
    signals.send('SIGTERM');
    const { reason } = capture.signal;
    await capture.close();
    const caught = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
    setImmediate(() => { throw reason; });
    expect(await caught).to.equal(reason);
    process.setUncaughtExceptionCaptureCallback(null);
    expect(await endingOf(signals)).to.equal(undefined);
  });

  it('works in a worker thread', async () => {
    const program = fileURLToPath(new URL('../programs/testing/mocks-in-a-worker.ts', import.meta.url));
    const worker = new Worker(`require('tsx/cjs'); require(${JSON.stringify(program)})`, { eval: true, execArgv: ['--conditions=@capture-signals/source'] });
    const message = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
    expect(message).to.deep.equal({ told: 'SIGTERM', ending: { signal: 'SIGTERM' } });
  });
});

function bound(capture: SignalCapture): { close: () => Promise<void> } {
  return { close: () => capture.close() };
}
