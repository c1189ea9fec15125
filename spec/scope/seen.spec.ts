import { AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, type SignalCapture } from 'capture-signals';
import { run } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { unlistened } from '../support/unlistened.ts';
import { until } from '../support/until.ts';

const never = () => new Promise<never>(() => {});
const thrownBy = (promise: PromiseLike<unknown>) => Promise.resolve(promise).then(() => undefined, (error: unknown) => error);
const nothing = () => {};

/** Interrupts all captures of SIGUSR2 that are open, without asking one of them. */
async function interrupt(): Promise<void> {
  let isHeard = false;
  const witness = captureSignals('SIGUSR2', { repeatMs: 0, onSignal: () => (isHeard = true) });
  raiseSignal('SIGUSR2');
  while (!isHeard) await setImmediate();
  await setImmediate();
  await witness.close();
}

/** What closing throws when the interrupt has come after `before`, and before `after`. */
async function closingThrows({ before = nothing, after = nothing }: Row): Promise<unknown> {
  const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
  const prepared = await before(capture);
  await interrupt();
  await after(capture, prepared);
  const thrown = await thrownBy(capture.close());
  expect(capture.interrupted?.signal).to.equal('SIGUSR2');
  expect(await capture.promise).to.equal('SIGUSR2');
  await unlistened();
  if (thrown !== undefined) expect(thrown).to.equal(capture.interrupted);
  return thrown;
}

interface Row {
  before?: (capture: SignalCapture) => unknown;
  after?: (capture: SignalCapture, prepared: any) => unknown;
}

const listen = (signal: AbortSignal) => signal.addEventListener('abort', nothing);
const takeSignal = (capture: SignalCapture) => ({ signal: capture.signal });

const SEEN: Record<string, Row> = {
  'somebody listens to the signal': { before: ({ signal }) => listen(signal) },
  'somebody has set onabort': { before: ({ signal }) => void (signal.onabort = nothing) },
  'a timer was given the signal': { before: ({ signal }) => void thrownBy(setTimeout(60_000, undefined, { signal })) },
  'an emitter was given the signal': { before: ({ signal }) => void thrownBy(once(new EventEmitter(), 'never', { signal })) },
  'somebody listens to a signal made of it': { before: ({ signal }) => listen(AbortSignal.any([signal, new AbortController().signal])) },
  'somebody listens to a signal made of one made of it': { before: ({ signal }) => listen(AbortSignal.any([AbortSignal.any([signal])])) },
  'a race is pending': { before: (capture) => void thrownBy(capture.race(never())) },
  'the promise is pending': { before: (capture) => void capture.promise },
  'the promise is awaited': { before: (capture) => void capture.promise.then(nothing) },
  'the block asks aborted': { before: takeSignal, after: (_, { signal }) => void signal.aborted },
  'the block asks aborted in a loop': { before: takeSignal, after: async (_, { signal }) => {
    while (!signal.aborted) await setImmediate();
  } },
  'the block asks aborted of a signal made of it': { before: ({ signal }) => ({ any: AbortSignal.any([signal]) }), after: (_, { any }) => void any.aborted },
  'the block asks reason': { before: takeSignal, after: (_, { signal }) => void signal.reason },
  'the block calls throwIfAborted': { before: takeSignal, after: (_, { signal }) => expect(() => signal.throwIfAborted()).to.throw() },
  'the block hands the signal to something': { before: takeSignal, after: (_, { signal }) => thrownBy(setTimeout(1, undefined, { signal })) },
  'the block takes the signal': { after: ({ signal }) => void signal },
  'the block takes the promise': { after: (capture) => void capture.promise },
  'the block asks interrupted': { after: (capture) => void capture.interrupted },
  'the block is at a checkpoint': { after: (capture) => thrownBy(capture.checkpoint()) },
  'the block races': { after: (capture) => thrownBy(capture.race(never())) },
  'the block spawns, and takes the promise': { after: (capture) => thrownBy(capture.spawn(never)) },
  'the block is about to compute': { after: (capture) => expect(() => capture.interruptible(nothing)).to.throw() },
  'a task has listened to the signal of the scope': { before: (capture) => void capture.spawn(async () => listen(capture.signal)) },
  'a task that was at a checkpoint ends otherwise': { before: (capture) => void capture.spawn(async () => {
    while (!(await thrownBy(capture.checkpoint()))) await setImmediate();
  }), after: () => setTimeout(20) },
  'a task that has lost a race ends otherwise': { before: (capture) => void capture.spawn(() => thrownBy(capture.race(never()))), after: () => setTimeout(5) },
  'a task that has awaited the promise ends otherwise': { before: (capture) => void capture.spawn(async () => void (await capture.promise)), after: () => setTimeout(5) },
  'a timer of a task that has ended asks': { before: (capture) => capture.spawn(async () => {
    const timer = setInterval(() => capture.interrupted && clearInterval(timer), 1);
  }), after: () => setTimeout(20) },
  'a handler of a task that has ended asks': { before: async (capture) => {
    const emitter = new EventEmitter();
    await capture.spawn(async () => void emitter.once('ask', nothing).once('ask', AsyncResource.bind(() => void capture.promise)));
    return emitter;
  }, after: (_, emitter) => emitter.emit('ask') },
  'what a task has started, and not awaited, asks when the task has ended': { before: (capture) => capture.spawn(async () => {
    void (async () => {
      while (!(await thrownBy(capture.checkpoint()))) await setImmediate();
    })();
  }), after: () => setTimeout(20) },
  'the block catches what a task ends with': {
    before: (capture) => void capture.spawn((signal) => setTimeout(60_000, undefined, { signal })).catch(() => {}),
    after: () => setTimeout(5),
  },
  'the block takes the promise of a task that ends by it': {
    before: (capture) => ({ task: capture.spawn((signal) => setTimeout(60_000, undefined, { signal })) }),
    after: (_, { task }) => thrownBy(task),
  },
};

const MISSED: Record<string, Row> = {
  'nobody has taken anything': {},
  'onabort was set, and taken away': { before: ({ signal }) => {
    signal.onabort = nothing;
    signal.onabort = null;
  } },
  'the signal was taken, and nobody listens': { before: takeSignal },
  'aborted was asked before': { before: ({ signal }) => void signal.aborted },
  'nobody listens any more': { before: ({ signal }) => {
    listen(signal);
    signal.removeEventListener('abort', nothing);
  } },
  'the timer that was given the signal has fired': { before: ({ signal }) => setTimeout(1, undefined, { signal }) },
  'the race is over': { before: (capture) => capture.race(setImmediate()) },
  'a signal was made of it, and nobody listens': { before: ({ signal }) => ({ any: AbortSignal.any([signal]) }) },
  'a task has ended before': { before: (capture) => capture.spawn(() => setImmediate()) },
  'a task is told by its own signal': { before: (capture) => void capture.spawn((signal) => setTimeout(60_000, undefined, { signal })), after: () => setTimeout(5) },
  'a task has the promise, and is told by its own signal': { before: (capture) => void capture.spawn((signal) => {
    void capture.promise;
    return setTimeout(60_000, undefined, { signal });
  }) },
  'a task asks its own signal': { before: (capture) => void capture.spawn(async (signal) => {
    while (!signal.aborted) await setImmediate();
  }), after: () => setTimeout(5) },
  'a task ends by its checkpoint': { before: (capture) => void capture.spawn(async () => {
    for (;;) {
      await capture.checkpoint();
      await setImmediate();
    }
  }), after: () => setTimeout(20) },
  'a task ends by its race': { before: (capture) => void capture.spawn(() => capture.race(never())), after: () => setTimeout(5) },
  'a task ends by what interrupted gives': { before: (capture) => void capture.spawn(async () => {
    while (!capture.interrupted) await setImmediate();
    throw capture.interrupted;
  }), after: () => setTimeout(5) },
  'a listener of its own signal asks interrupted, and the task ends by that': { before: (capture) => void capture.spawn((signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(capture.interrupted));
  })), after: () => setTimeout(5) },
  'a listener of its own signal asks the signal of the scope, and the task ends by that': { before: (capture) => void capture.spawn((signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => capture.signal.aborted && reject(signal.reason));
  })), after: () => setTimeout(5) },
  'onabort of its own signal is at a checkpoint, and the task ends by that': { before: (capture) => void capture.spawn((signal) => new Promise((_, reject) => {
    signal.onabort = () => void capture.checkpoint().catch(reject);
  })), after: () => setTimeout(5) },
  'a listener of its own signal takes the promise, and the task ends by that': { before: (capture) => void capture.spawn((signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => void capture.promise.then(() => reject(signal.reason)));
  })), after: () => setTimeout(5) },
  'a task of a task ends by its checkpoint': { before: (capture) => void capture.spawn(() => capture.spawn(async () => {
    for (;;) {
      await capture.checkpoint();
      await setImmediate();
    }
  })), after: () => setTimeout(20) },
  'what a task has left in another task asks, and that one ends by it': { before: (capture) => void capture.spawn(async () => {
    let asking: Promise<void> | undefined;
    await capture.spawn(async () => {
      asking = (async () => {
        while (!capture.interrupted) await setImmediate();
      })();
    });
    await asking;
    throw capture.interrupted;
  }), after: () => setTimeout(20) },
  'a task throws what wraps the interrupt': { before: (capture) => void capture.spawn(async () => {
    throw new Error('could not go on', { cause: await thrownBy(capture.race(never())) });
  }), after: () => setTimeout(5) },
};

describe('An interrupt was seen, and is not thrown by closing, when', () => {
  for (const [title, row] of Object.entries(SEEN)) {
    it(title, async () => {
      expect(await closingThrows(row)).to.equal(undefined);
    });
  }
});

describe('An interrupt that drains', () => {
  for (const how of ['a timer', 'a listener', 'an event']) {
    it(`was seen when the abort at its end has told somebody, who was not there when it came: ${how}`, async () => {
      const capture = captureSignals('SIGUSR2', { repeatMs: 0, drainMs: 30 });
      await interrupt();
      const { signal } = capture;
      if (how === 'a timer') await thrownBy(setTimeout(60_000, undefined, { signal }));
      else if (how === 'an event') await thrownBy(once(new EventEmitter(), 'never', { signal }));
      else await new Promise((resolve) => signal.addEventListener('abort', resolve));
      expect(await thrownBy(capture.close())).to.equal(undefined);
      expect(capture.interrupted?.signal).to.equal('SIGUSR2');
      await unlistened();
    });
  }

  it('was not when whoever listened as it came has ended before the abort', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0, drainMs: 600_000 });
    const job = setTimeout(30, undefined, { signal: capture.signal });
    await interrupt();
    await job;
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    await unlistened();
  });

  it('was seen when closing has told somebody, who listened as it came', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0, drainMs: 600_000 });
    const told = once(capture.signal, 'abort');
    await interrupt();
    expect(await thrownBy(capture.close())).to.equal(undefined);
    await told;
    await unlistened();
  });

  it('was not when nobody was told by then', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0, drainMs: 10 });
    const { signal } = capture;
    await interrupt();
    await setTimeout(30);
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    expect(signal.aborted).to.equal(true);
    await unlistened();
  });
});

describe('An interrupt of which a task was told that fails otherwise', () => {
  it('was seen: closing throws what the task has failed with, and nothing else', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const failure = new Error('the disk is full');
    void capture.spawn(async () => {
      while (!(await thrownBy(capture.checkpoint()))) await setImmediate();
      throw failure;
    });
    await interrupt();
    await setTimeout(20);
    expect(await thrownBy(capture.close())).to.equal(failure);
    await unlistened();
  });
});

describe('An interrupt that an abort passes on inside another error', () => {
  it('was seen when the block was given that error', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const reason = new Error('stopping', { cause: new InterruptError('SIGUSR2') });
    capture.abort(reason);
    expect(await thrownBy(capture.checkpoint())).to.equal(reason);
    expect(await thrownBy(capture.close())).to.equal(undefined);
    expect(capture.interrupted).to.equal(reason.cause);
    await unlistened();
  });
});

describe('An interrupt was seen by nobody, and is thrown by closing, when', () => {
  for (const [title, row] of Object.entries(MISSED)) {
    it(title, async () => {
      expect(findInterrupt(await closingThrows(row))?.signal).to.equal('SIGUSR2');
    });
  }

  it('it comes once closing has begun, whoever asks', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    capture.defer(async () => {
      await interrupt();
      expect(capture.interrupted?.signal).to.equal('SIGUSR2');
    });
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    await unlistened();
  });

  it('the block asks a scope that was cancelled before with a reason of its own', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const { signal } = capture;
    capture.abort(new Error('enough'));
    await interrupt();
    expect(signal.aborted).to.equal(true);
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    await unlistened();
  });

  it('the promise that the block had taken had settled without it, because the scope was cancelled', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const { promise } = capture;
    capture.abort(new Error('enough'));
    await interrupt();
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    expect(await promise).to.equal(undefined);
    await unlistened();
  });

  it('it comes once closing has begun, whatever the block had taken', async () => {
    for (const before of [SEEN['somebody listens to the signal']!, SEEN['a race is pending']!, SEEN['the promise is awaited']!]) {
      const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
      void before.before!(capture);
      const task = capture.spawn(() => setTimeout(20));
      const closing = thrownBy(capture.close());
      await interrupt();
      await task;
      expect(await closing).to.equal(capture.interrupted).and.not.to.equal(undefined);
      expect(await capture.promise).to.equal('SIGUSR2');
      await unlistened();
    }
  });
});

describe('A program of which the block has missed the interrupt', () => {
  for (const way of ['checkpoint', 'race', 'own signal', 'interrupted', 'between two blocks', 'while it tears down']) {
    it(`ends by the signal: ${way}`, async () => {
      expect(await run('scope/misses-the-interrupt', { args: [way] })).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaned up\nexit 130\n', stderr: '' });
    });
  }
});

describe('promise', () => {
  it('gives the signal that comes while closing waits for its tasks', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const { promise } = capture;
    void capture.spawn(() => setTimeout(30));
    const closing = thrownBy(capture.close());
    await interrupt();
    expect(await promise).to.equal('SIGUSR2');
    expect(findInterrupt(await closing)?.signal).to.equal('SIGUSR2');
    await unlistened();
  });

  it('gives the signal that was in flight when closing began', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const { promise } = capture;
    raiseSignal('SIGUSR2');
    const closing = thrownBy(capture.close());
    expect(await promise).to.equal('SIGUSR2');
    expect(findInterrupt(await closing)?.signal).to.equal('SIGUSR2');
    await unlistened();
  });

  it('gives undefined when closing begins and none has come, before the tasks have ended', async () => {
    const capture = captureSignals('SIGUSR2');
    const events: string[] = [];
    void capture.promise.then((signal) => events.push(`promise: ${signal}`));
    void capture.spawn(() => until('the promise has settled', () => events.length > 0, 1).then(() => events.push('task')));
    await capture.close();
    expect(events).to.deep.equal(['promise: undefined', 'task']);
  });

  for (const how of ['a cleanup', 'a task']) {
    it(`is undefined when closing waits for what waits for it: ${how}`, async () => {
      const { stderr, ...ended } = await run('scope/waits-in-a-circle', { args: [how] });
      expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'stopped by undefined\n' });
      expect(stderr).to.match(shown('could not start'));
    });
  }

  it('keeps no task waiting for a scope that waits for the task', async () => {
    for (const wait of [
      async (capture: SignalCapture) => capture.promise,
      async (capture: SignalCapture) => capture.promise.then((signal) => signal),
      (capture: SignalCapture) => capture.promise.finally(nothing),
      async (capture: SignalCapture) => capture.spawn(async () => capture.promise),
      async (capture: SignalCapture) => (await Promise.all([capture.promise, setImmediate()]))[0],
      async (capture: SignalCapture) => Promise.race([capture.promise, never()]),
    ]) {
      const capture = captureSignals('SIGUSR2');
      const task = capture.spawn(() => wait(capture));
      await setImmediate();
      await capture.close();
      expect(await task).to.equal(undefined);
      expect(await capture.promise).to.equal(undefined);
    }
  });

  it('keeps no task waiting that asks for it when the scope is closing', async () => {
    const capture = captureSignals('SIGUSR2');
    void capture.promise;
    const task = capture.spawn(async (signal) => {
      await once(signal, 'abort').catch(nothing);
      await setTimeout(5);
      return await capture.promise;
    });
    await capture.close();
    expect(await task).to.equal(undefined);
  });

  it('tells a task of the signal that interrupts the scope', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    const task = capture.spawn(() => capture.promise);
    await interrupt();
    expect(await task).to.equal('SIGUSR2');
    await capture.close();
    await unlistened();
  });
});
