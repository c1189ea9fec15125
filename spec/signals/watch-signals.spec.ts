import { getEventListeners, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { captureSignals, raiseSignal, watchSignals } from 'capture-signals';
import { run, start } from '../support/process.ts';
import { unlistened } from '../support/unlistened.ts';

const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(() => expect.fail('It did not fail'), (error: unknown) => error);

/** Raises it, and waits until it has been delivered. */
async function deliver(signal: 'SIGUSR2' | 'SIGHUP' | 'SIGWINCH'): Promise<void> {
  const delivered = once(process, signal);
  raiseSignal(signal);
  await delivered;
}

const unfollowable = (): never => {
  throw new Error('cannot be followed');
};

describe('watchSignals()', () => {
  it('gives each signal to who waits, in order', async () => {
    await using watch = watchSignals(['SIGUSR2', 'SIGHUP']);
    const first = watch.next();
    const second = watch.next();
    await deliver('SIGHUP');
    await deliver('SIGUSR2');
    expect(await first).to.deep.equal({ done: false, value: 'SIGHUP' });
    expect(await second).to.deep.equal({ done: false, value: 'SIGUSR2' });
  });

  it('takes one name too', async () => {
    await using watch = watchSignals('SIGUSR2');
    await deliver('SIGUSR2');
    expect(await watch.next()).to.deep.equal({ done: false, value: 'SIGUSR2' });
  });

  it('listens before it returns', async () => {
    await using watch = watchSignals('SIGUSR2');
    raiseSignal('SIGUSR2');
    expect((await watch.next()).value).to.equal('SIGUSR2');
  });

  it('keeps each signal that waits unread once, in the order of first arrival', async () => {
    await using watch = watchSignals(['SIGHUP', 'SIGUSR2', 'SIGWINCH']);
    for (const signal of ['SIGUSR2', 'SIGHUP', 'SIGUSR2', 'SIGUSR2', 'SIGWINCH', 'SIGHUP'] as const) await deliver(signal);
    const read = [await watch.next(), await watch.next(), await watch.next()].map(({ value }) => value);
    expect(read).to.deep.equal(['SIGUSR2', 'SIGHUP', 'SIGWINCH']);
    const next = watch.next(); // nothing is left
    await deliver('SIGHUP');
    expect((await next).value).to.equal('SIGHUP');
  });

  it('lets no storm of one signal keep another waiting', async () => {
    await using watch = watchSignals(['SIGHUP', 'SIGUSR2']);
    await deliver('SIGUSR2');
    await deliver('SIGHUP');
    const read: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      read.push((await watch.next()).value);
      await deliver('SIGUSR2');
    }
    expect(read.slice(0, 2)).to.deep.equal(['SIGUSR2', 'SIGHUP']);
  });

  it('is its own iterator, and closes when a loop is left', async () => {
    const watch = watchSignals('SIGUSR2');
    expect(watch[Symbol.asyncIterator]()).to.equal(watch);
    await deliver('SIGUSR2');
    for await (const signal of watch) {
      expect(signal).to.equal('SIGUSR2');
      break;
    }
    expect(process.listenerCount('SIGUSR2')).to.equal(0);
    expect(await watch.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('shares the one process listener of its signals', async () => {
    await using _capture = captureSignals('SIGUSR2');
    await using _first = watchSignals('SIGUSR2');
    await using _second = watchSignals(['SIGUSR2', 'SIGHUP']);
    expect(process.listenerCount('SIGUSR2')).to.equal(1);
    expect(process.listenerCount('SIGHUP')).to.equal(1);
  });

  it('gives members that work without their watch', async () => {
    const watch = watchSignals('SIGUSR2');
    const { next, close, return: leave, throw: fail, [Symbol.asyncIterator]: iterate, [Symbol.asyncDispose]: dispose } = watch;
    expect(iterate()).to.equal(watch);
    const first = next();
    await deliver('SIGUSR2');
    expect(await first).to.deep.equal({ done: false, value: 'SIGUSR2' });
    await close();
    await dispose();
    expect(await leave!()).to.deep.equal({ done: true, value: undefined });
    expect(await failure(fail!('why'))).to.equal('why');
    expect(process.listenerCount('SIGUSR2')).to.equal(0);
  });

  describe('close()', () => {
    it('ends who waits, drops what waits unread, and gives the signals back', async () => {
      const watch = watchSignals(['SIGUSR2', 'SIGHUP']);
      const waiting = [watch.next(), watch.next()];
      await watch.close();
      for (const result of waiting) expect(await result).to.deep.equal({ done: true, value: undefined });
      expect(process.listenerCount('SIGUSR2') + process.listenerCount('SIGHUP')).to.equal(0);

      const unread = watchSignals('SIGUSR2');
      await deliver('SIGUSR2');
      await unread.close();
      expect(await unread.next()).to.deep.equal({ done: true, value: undefined });
    });

    it('may be called twice, and is what await using, return and throw call', async () => {
      const twice = watchSignals('SIGUSR2');
      await Promise.all([twice.close(), twice.close()]);
      await twice.close();
      {
        await using _watch = watchSignals('SIGUSR2');
      }
      expect(await watchSignals('SIGUSR2').return!()).to.deep.equal({ done: true, value: undefined });
      const error = new Error('no luck');
      expect(await failure(watchSignals('SIGUSR2').throw!(error))).to.equal(error);
      expect(process.listenerCount('SIGUSR2')).to.equal(0);
    });

    it('hears out a signal in flight, which does not kill; then the signal does again what it did', async () => {
      const { signal, stdout, stderr } = await run('watching/close-with-a-signal-in-flight');
      expect({ signal, stdout, stderr }).to.deep.equal({ signal: 'SIGHUP', stdout: 'alive, 0 listeners\n', stderr: '' });
    });
  });

  describe('signal', () => {
    it('ends the watch when it aborts: who waits is given the reason, the next are done', async () => {
      const parent = new AbortController();
      const reason = new Error('enough');
      await using watch = watchSignals('SIGUSR2', { signal: parent.signal });
      const first = failure(watch.next());
      const second = watch.next();
      parent.abort(reason);
      expect(await first).to.equal(reason);
      expect(await second).to.deep.equal({ done: true, value: undefined });
      expect(await watch.next()).to.deep.equal({ done: true, value: undefined });
    });

    it('gives the reason once, when what waits unread has been read', async () => {
      const parent = new AbortController();
      const reason = new Error('enough');
      await using watch = watchSignals('SIGUSR2', { signal: parent.signal });
      await deliver('SIGUSR2');
      parent.abort(reason);
      expect(await watch.next()).to.deep.equal({ done: false, value: 'SIGUSR2' });
      expect(await failure(watch.next())).to.equal(reason);
      expect(await watch.next()).to.deep.equal({ done: true, value: undefined });
    });

    it('that has aborted already listens to nothing', async () => {
      const reason = new Error('enough');
      const watch = watchSignals('SIGUSR2', { signal: AbortSignal.abort(reason) });
      expect(process.listenerCount('SIGUSR2')).to.equal(0);
      expect(await failure(watch.next())).to.equal(reason);
      await watch.close();
    });

    it('gives the signals back when nobody closes the watch', async () => {
      const parent = new AbortController();
      watchSignals('SIGUSR2', { signal: parent.signal });
      parent.abort();
      await unlistened();
    });

    it('keeps no listener of a watch that has closed', async () => {
      const { signal } = new AbortController();
      for (let i = 0; i < 20; i++) await watchSignals('SIGUSR2', { signal }).close();
      expect(getEventListeners(signal, 'abort')).to.have.lengthOf(0);
    });
  });

  describe('in a process', () => {
    it('keeps it alive while somebody waits, interrupts nothing, and ends with the scope whose signal it was given', async () => {
      await using child = await start('watching/wait');
      for (const signal of ['SIGHUP', 'SIGUSR2', 'SIGHUP'] as const) {
        child.send(signal);
        await child.line(`heard ${signal}`);
      }
      child.send('SIGTERM');
      await child.line('ended by Interrupted by SIGTERM, true');
      expect(await child.ended).to.include({ code: 0, stderr: '' });
    });

    it('does not keep it alive when nobody waits', async () => {
      expect(await run('watching/leave')).to.deep.equal({ code: 0, signal: null, stdout: 'main is done\n', stderr: '' });
    });

    it('hears beside captures, also an exclusive one, and takes nothing from them', async () => {
      await using child = await start('watching/watch-beside-captures', { ready: 'ready' });
      child.send('SIGUSR2');
      const { stdout } = await child.ended;
      expect(stdout).to.equal('SIGUSR2, listeners: 1, older: undefined, exclusive: SIGUSR2\n');
    });
  });

  describe('refuses', () => {
    const refused: [title: string, call: () => unknown, type: typeof TypeError, message: string][] = [
      ['no signals', () => watchSignals([]), TypeError, 'watchSignals expected at least one signal name, received an empty array'],
      ['what is no name', () => watchSignals('sighup' as never), TypeError, "watchSignals expected a signal name such as 'SIGINT', received 'sighup' (did you mean 'SIGHUP'?)"],
      ['what cannot be caught', () => watchSignals('SIGKILL' as never), RangeError, "received 'SIGKILL': the system does not let a process catch it"],
      ['a list with a wrong name, before it listens', () => watchSignals(['SIGHUP', 'SIGFOO' as never]), TypeError, "received 'SIGFOO'"],
      ['no AbortSignal', () => watchSignals('SIGHUP', { signal: 5 as never }), TypeError, "watchSignals expected the option 'signal' to be an AbortSignal, received 5"],
      ['a signal that cannot be followed', () => watchSignals('SIGHUP', { signal: { aborted: false, addEventListener: unfollowable } as never }), Error, 'cannot be followed'],
      ['an unknown option', () => watchSignals('SIGHUP', { graceMs: 5 } as never), TypeError, "watchSignals expected only the options signal, received 'graceMs' with 5"],
    ];
    for (const [title, call, type, message] of refused) {
      it(title, () => {
        expect(call).to.throw(type, message);
        expect(process.listenerCount('SIGHUP')).to.equal(0);
      });
    }

    it('a worker thread', async () => {
      const program = fileURLToPath(new URL('../programs/watching/watch-in-a-worker.ts', import.meta.url));
      const worker = new Worker(`require('tsx/cjs'); require(${JSON.stringify(program)})`, { eval: true });
      const [message] = await once(worker, 'message');
      await worker.terminate();
      expect(message).to.match(/^watchSignals expected to be called in the main thread, [^\n]*; 0 listeners$/);
    });
  });
});
