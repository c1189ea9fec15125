import { setImmediate as onImmediate, setTimeout as onTimeout } from 'node:timers';
import { expect } from 'chai';
import { captureSignals, InterruptError, raiseSignal } from 'capture-signals';
import { start } from '../support/process.ts';
import { startInTerminal } from '../support/terminal.ts';
import { unlistened } from '../support/unlistened.ts';

const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(() => expect.fail('It did not fail'), (error: unknown) => error);

/** Blocks the event loop. */
function blockFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('checkpoint()', () => {
  it('gives the event loop its turns', async () => {
    await using scope = captureSignals('SIGUSR2');
    let hasFired = false;
    onTimeout(() => (hasFired = true), 20);
    const patience = performance.now() + 5000; // without turns no timer could stop this test
    while (!hasFired && performance.now() < patience) await scope.checkpoint();
    expect(hasFired).to.equal(true);
  });

  it('gives no more turns than one wait every few milliseconds', async () => {
    await using scope = captureSignals('SIGUSR2');
    let turns = 0;
    let isCounting = true;
    const count = (): void => {
      turns++;
      if (isCounting) onImmediate(count);
    };
    const began = performance.now();
    onImmediate(count);
    for (let i = 0; i < 100_000; i++) await scope.checkpoint();
    isCounting = false;
    const waits = (performance.now() - began) / 5 + 2;
    expect(turns).to.be.below(3 * waits + 3);
  });

  it('rejects at once with the interrupt of a signal that came while the program was busy', async () => {
    {
      await using scope = captureSignals('SIGUSR2', { repeatMs: 0 });
      raiseSignal('SIGUSR2');
      blockFor(10);
      const error = await failure(scope.checkpoint());
      expect(error).to.be.instanceOf(InterruptError).with.property('signal', 'SIGUSR2');
      expect(error).to.equal(scope.interrupted);
      expect(await failure(scope.checkpoint())).to.equal(error);
    }
    await unlistened();
  });

  it('gives all who wait at the same time the same turn', async () => {
    {
      await using scope = captureSignals('SIGUSR2', { repeatMs: 0 });
      blockFor(10);
      raiseSignal('SIGUSR2');
      const errors = await Promise.all([1, 2, 3].map(() => failure(scope.checkpoint())));
      expect(new Set(errors)).to.deep.equal(new Set([scope.interrupted]));
    }
    await unlistened();
  });

  it('rejects with the reason of a cancellation, whatever it is', async () => {
    for (const reason of [new Error('enough'), 'a string', null]) {
      const scope = captureSignals('SIGUSR2');
      scope.abort(reason);
      expect(await failure(scope.checkpoint())).to.equal(reason);
      await scope.close();
    }
  });

  it('resolves with nothing while the scope is not cancelled', async () => {
    await using scope = captureSignals('SIGUSR2');
    expect(await scope.checkpoint()).to.equal(undefined);
    blockFor(10);
    expect(await scope.checkpoint()).to.equal(undefined);
  });

  it('rejects with an Error when the scope has closed', async () => {
    const scope = captureSignals('SIGUSR2');
    await scope.close();
    expect(await failure(scope.checkpoint())).to.include({ name: 'Error', message: 'checkpoint expected an open scope, but the scope has closed' });
  });

  it('lets a busy process die of SIGINT, cleaned up', async () => {
    await using child = await start('busy/loop-with-checkpoints');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'disposed\n', stderr: '' });
  });
});

describe('interruptible()', () => {
  it('returns what the work returns, and throws what it throws', async () => {
    await using scope = captureSignals('SIGINT');
    const listeners = process.listeners('SIGINT');
    const error = new Error('no luck');
    const like = Object.assign(new Error('mine'), { code: 'ERR_SCRIPT_EXECUTION_INTERRUPTED' }); // as `vm` says that SIGINT has broken it
    expect(() => scope.interruptible(() => {
      throw like;
    })).to.throw(like as never);
    expect(scope.interrupted).to.equal(undefined);
    expect(scope.interruptible(() => 42)).to.equal(42);
    expect(scope.interruptible(() => undefined)).to.equal(undefined);
    expect(await scope.interruptible(async () => 'a promise')).to.equal('a promise');
    expect(() => scope.interruptible(() => {
      throw error;
    })).to.throw(error as never);
    expect(() => scope.interruptible(() => {
      throw undefined;
    })).to.throw().equal(undefined);
    expect(scope.interruptible(() => scope.interruptible(() => 'nested'))).to.equal('nested');
    expect(process.listeners('SIGINT')).to.deep.equal(listeners);
    expect(Object.getOwnPropertySymbols(globalThis).filter((slot) => (globalThis as never)[slot] !== undefined && /capture-signals\.work/.test(String(slot)))).to.deep.equal([]);
  });

  it('just runs the work where the capture does not listen to SIGINT', async () => {
    await using child = await start('busy/compute-unheard');
    child.send('SIGINT');
    expect(await child.ended).to.include({ signal: 'SIGINT', stdout: '' });
  });

  it('throws the reason when the scope is cancelled already, and an Error when it has closed', async () => {
    const scope = captureSignals('SIGUSR2');
    const reason = new Error('enough');
    let hasRun = false;
    const work = () => (hasRun = true);
    scope.abort(reason);
    expect(() => scope.interruptible(work)).to.throw(reason as never);
    await scope.close();
    expect(() => scope.interruptible(work)).to.throw(Error, 'interruptible expected an open scope, but the scope has closed');
    expect(hasRun).to.equal(false);
  });

  it('refuses what is not a function', async () => {
    await using scope = captureSignals('SIGUSR2');
    expect(() => scope.interruptible(5 as never)).to.throw(TypeError, 'interruptible expected a function, received 5');
  });

  it('lets SIGINT break a computation that never yields; the process dies of it, cleaned up', async () => {
    await using child = await start('busy/compute-for-ever');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'disposed\n', stderr: '' });
  });

  it('throws the interrupt of the capture, which the block may catch', async () => {
    await using child = await start('busy/compute-for-ever', { args: ['catches'] });
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'SIGINT, true, true, SIGINT\ndisposed\n', stderr: '' });
  });

  it('lets a real Ctrl-C break the computation', async () => {
    await using terminal = await startInTerminal('busy/compute-for-ever');
    terminal.press('\x03');
    await terminal.line('disposed');
    const { signal, output } = await terminal.ended;
    expect(signal).to.equal('SIGINT');
    expect(output).not.to.contain('ran to its end');
  });

  it('leaves SIGINT as it was: it is heard again, by all, and once the last scope is closed it kills', async () => {
    await using child = await start('busy/compute-and-go-on', { ready: 'first' });
    child.send('SIGINT');
    await child.line('the other listener heard SIGINT');
    await child.line('broken');
    await child.line('second');
    child.send('SIGINT');
    await child.line('the other listener heard SIGINT');
    await child.line('broken');
    await child.line('third');
    child.send('SIGINT');
    await child.line('the other listener heard SIGINT');
    await child.line('SIGINT');
    await child.line('fourth');
    child.send('SIGINT');
    await child.line('Interrupted by SIGINT, undefined, false'); // it was prevented, and the computation is broken all the same
    await child.line('fifth');
    child.send('SIGINT');
    await child.line('true, true');
    expect(await child.ended).to.include({ code: 0, stderr: '' });
  });

  it('leaves SIGINT its effect once the scope has closed', async () => {
    await using child = await start('busy/compute-before');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: '', stderr: '' });
  });

  for (const [way, stdout] of Object.entries({
    'in a cleanup, within the window': 'whole\ngoing on\n',
    'after a scope has closed, within the window': 'whole\ngoing on\n',
    'after a request that was prevented, within the window': 'whole\ngoing on\n',
    'behind an exclusive capture': 'whole\nthe exclusive one: SIGINT, it: undefined\ngoing on\n',
    'while it drains': 'whole\ngoing on\n',
    'in what a cleanup has opened, by another signal than the first': 'whole\ngoing on\n',
    'without SIGINT': 'whole\nthe other: SIGINT\ngoing on\n',
  })) {
    it(`runs the work whole where SIGINT would not be a request to this capture: ${way}`, async () => {
      await using child = await start('scope/computes', { args: [way], ready: 'computing' });
      child.send('SIGINT');
      const { code, signal, stdout: printed } = await child.ended;
      expect({ code, signal, stdout: printed.replace('computing\n', '') }).to.deep.equal({ code: 0, signal: null, stdout });
    });
  }

  const BROKEN = 'broken by SIGINT, its own: true\n';
  for (const [way, stdout] of Object.entries({
    'alone': `${BROKEN}going on\n`,
    'in an exclusive capture': `${BROKEN}the older one: undefined\ngoing on\n`,
    'behind an exclusive capture that has closed': `${BROKEN}going on\n`,
    'behind an exclusive capture of another signal': `${BROKEN}going on\n`,
    'in a cleanup, after the window': `${BROKEN}going on\n`,
    'behind an exclusive capture that is being interrupted by another signal': `${BROKEN}going on\n`,
    'in a capture that is to drain': `${BROKEN}aborted: false\ngoing on\n`,
    'beside a listener that throws': `${BROKEN}uncaught: not mine\ngoing on\n`,
    'in a capture whose onSignal throws': 'thrown: from onSignal\ngoing on\n',
  })) {
    it(`throws the interrupt of this capture where SIGINT is a request to it: ${way}`, async () => {
      await using child = await start('scope/computes', { args: [way], ready: 'computing' });
      child.send('SIGINT');
      const { code, signal, stdout: printed } = await child.ended;
      expect({ code, signal, stdout: printed.replace('computing\n', '') }).to.deep.equal({ code: 0, signal: null, stdout });
    });
  }
});
