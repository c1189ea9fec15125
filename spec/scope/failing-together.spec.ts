import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, type CaptureOptions, type SignalCapture } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';

const forbidden = new Error('deploy failed: 403');
const enough = new Error('enough');
const never = () => new Promise<never>(() => {});
const thrownBy = (promise: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(promise).then(() => 'nothing', (error: unknown) => error);
const open = (options?: CaptureOptions): SignalCapture => captureSignals('SIGUSR2', { repeatMs: 0, ...options });

/** Work that was given the signal, in whatever way it rejects. */
const rejecting = (make: (signal: AbortSignal) => unknown) => ({ signal }: SignalCapture) => new Promise<never>((_resolve, reject) => {
  signal.addEventListener('abort', () => reject(make(signal) as Error), { once: true });
});
const SIBLINGS: Record<string, (scope: SignalCapture) => PromiseLike<unknown>> = {
  'a fetch': rejecting((signal) => signal.reason),
  'an axios': rejecting(() => Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' })),
  'a timer': ({ signal }) => setTimeout(60_000, undefined, { signal }),
  'an event': ({ signal }) => once(new EventTarget() as never, 'never', { signal }),
  'a signal made of it': ({ signal }) => setTimeout(60_000, undefined, { signal: AbortSignal.any([signal, new AbortController().signal]) }),
  'another task': (scope) => scope.spawn((signal) => setTimeout(60_000, undefined, { signal })),
  'another task that is quick': (scope) => scope.spawn((signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))),
  'a race': (scope) => scope.race(never()),
  'a busy loop': async (scope) => {
    for (;;) await scope.checkpoint().then(() => setImmediate());
  },
};

/** When the task fails. */
const MOMENTS: Record<string, () => Promise<unknown>> = {
  'at once': async () => {},
  'some microtasks later': async () => {
    for (let turn = 0; turn < 5; turn++) await undefined;
  },
  'a turn later': () => setImmediate(),
  'by a timer': () => setTimeout(2),
  'by the file system': () => stat('.'),
  'from a nextTick': () => new Promise<void>((resolve) => process.nextTick(resolve)),
};

/** How the block awaits both; it rejects with the failure. */
const COMBINED: Record<string, (task: Promise<unknown>, sibling: PromiseLike<unknown>) => Promise<unknown>> = {
  'Promise.all': (task, sibling) => Promise.all([task, sibling]),
  'Promise.all, the other way round': (task, sibling) => Promise.all([sibling, task]),
  'Promise.race': (task, sibling) => Promise.race([sibling, task]),
  'Promise.all of what is made of it by then': (task, sibling) => Promise.all([sibling, task.then((value) => value)]),
  'Promise.all of what is made of it by finally': (task, sibling) => Promise.all([sibling, task.finally(() => {})]),
  'Promise.all within Promise.all': (task, sibling) => Promise.all([sibling, Promise.all([Promise.all([task])])]),
  'Promise.all of functions that await them': (task, sibling) => Promise.all([(async () => sibling)(), (async () => await task)()]),
  'an await of the task, beside the other': async (task, sibling) => {
    void Promise.resolve(sibling).then(undefined, () => {});
    await task;
  },
};

describe('A task that fails', () => {
  for (const [how, combine] of Object.entries(COMBINED)) {
    it(`tells who awaits it before anybody else is cancelled: ${how}`, async () => {
      for (const [what, sibling] of Object.entries(SIBLINGS)) {
        for (const [when, wait] of Object.entries(MOMENTS)) {
          const scope = open();
          const task = scope.spawn(async () => {
            await wait();
            throw forbidden;
          }, 'deploy');
          const other = sibling(scope);
          void Promise.resolve(other).then(undefined, () => {});
          expect(await thrownBy(combine(task, other)), `${what}, ${when}`).to.equal(forbidden);
          expect(await thrownBy(other), `${what}, ${when}`).not.to.equal('nothing');
          expect(scope.signal.reason).to.equal(forbidden);
          expect(await thrownBy(scope.close()), `${what}, ${when}`).to.equal('nothing');
        }
      }
    });
  }

  it('is one of what Promise.allSettled and Promise.any tell', async () => {
    for (const [what, sibling] of Object.entries(SIBLINGS)) {
      const scope = open();
      const settled = await Promise.allSettled([scope.spawn(() => Promise.reject(forbidden)), sibling(scope)]);
      expect(settled.map(({ status }) => status), what).to.deep.equal(['rejected', 'rejected']);
      expect((settled[0] as PromiseRejectedResult).reason).to.equal(forbidden);
      expect(await thrownBy(scope.close())).to.equal('nothing');

      const other = open();
      const error = (await thrownBy(Promise.any([other.spawn(() => Promise.reject(forbidden)), sibling(other)]))) as AggregateError;
      expect(error.errors[0], what).to.equal(forbidden);
      expect(await thrownBy(other.close())).to.equal('nothing');
    }
  });

  it('is told by closing when the block awaited the other first, and never got to the task', async () => {
    for (const [what, sibling] of Object.entries(SIBLINGS)) {
      const scope = open();
      const task = scope.spawn(async () => {
        await setTimeout(2);
        throw forbidden;
      });
      const block = async () => {
        await sibling(scope);
        await task;
      };
      const thrown = await thrownBy(block());
      expect(thrown, what).not.to.equal('nothing');
      // A race, and a checkpoint, give the failure itself.
      expect(await thrownBy(scope.close()), what).to.equal(what === 'a race' || what === 'a busy loop' || what.startsWith('another task') ? 'nothing' : forbidden);
    }
  });

  it('tells a task that awaits it, which fails by that, and the outer one', async () => {
    const scope = open();
    const outer = scope.spawn(async (signal) => {
      await Promise.all([scope.spawn(() => Promise.reject(forbidden), 'inner'), new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))]);
    }, 'outer');
    expect(await thrownBy(Promise.all([outer, SIBLINGS['an axios']!(scope)]))).to.equal(forbidden);
    expect(await thrownBy(scope.close())).to.equal('nothing'); // the block was given it by the outer one
  });

  it('tells the first of two that fail together, where both are awaited', async () => {
    const scope = open();
    const second = new Error('the second');
    const both = [scope.spawn(() => Promise.reject(forbidden)), scope.spawn(() => Promise.reject(second))];
    expect(await thrownBy(Promise.all([...both, SIBLINGS['a fetch']!(scope)]))).to.equal(forbidden);
    expect(await thrownBy(scope.close())).to.equal('nothing');
  });

  it('tells both by closing, where nobody awaits them', async () => {
    const scope = open();
    const second = new Error('the second');
    void scope.spawn(() => Promise.reject(forbidden));
    void scope.spawn(() => Promise.reject(second));
    await setImmediate();
    expect(((await thrownBy(scope.close())) as AggregateError).errors).to.deep.equal([forbidden, second]);
  });

  /** What comes in the turn in which the task has failed, before anybody else is told; the others learn of the failure all the same. */
  interface Then {
    readonly does: (scope: SignalCapture, parent: AbortController, send: () => void) => unknown;
    readonly isInterrupted?: true;
  }
  const THEN: Record<string, Then> = {
    'nothing': { does: () => {} },
    'a signal': { does: (_scope, _parent, send) => send(), isInterrupted: true },
    'abort()': { does: (scope) => scope.abort(enough) },
    'an abort of the parent': { does: (_scope, parent) => parent.abort(enough) },
    'close()': { does: (scope) => thrownBy(scope.close()) },
    'abort() and a signal': { does: (scope, _parent, send) => [scope.abort(enough), send()], isInterrupted: true },
  };
  for (const [what, { does, isInterrupted }] of Object.entries(THEN)) {
    it(`is the reason for all others, also when this comes in the same turn: ${what}`, async () => {
      for (const isAwaited of [true, false]) {
        using mock = mockSignals();
        const parent = new AbortController();
        const scope = open({ signal: parent.signal });
        const events: string[] = [];
        scope.signal.addEventListener('abort', () => events.push('others'));
        const told = scope.spawn((signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))));
        const task = scope.spawn(() => Promise.reject(forbidden));
        const awaited = isAwaited ? thrownBy(task.finally(() => events.push('who awaits it'))) : undefined;
        for (let turn = 0; turn < 20; turn++) await undefined; // it has failed by then, in this turn
        expect(scope.signal.aborted).to.equal(false);
        const closing = does(scope, parent, () => mock.send('SIGUSR2'));
        if (what !== 'nothing') expect(scope.signal.aborted).to.equal(true);
        await setImmediate();
        await setImmediate();
        expect(scope.signal.reason).to.equal(forbidden);
        expect(events).to.deep.equal([...(isAwaited ? ['who awaits it'] : []), 'others']);
        if (isAwaited) expect(await thrownBy(told)).to.equal(forbidden);
        expect(scope.interrupted?.signal).to.equal(isInterrupted && 'SIGUSR2');
        expect(await scope.promise).to.equal(what === 'a signal' ? 'SIGUSR2' : undefined); // a cancellation that came before settles it
        if (isAwaited) expect(await awaited).to.equal(forbidden);
        expect(await (what === 'close()' ? closing : thrownBy(scope.close()))).to.equal(isAwaited ? 'nothing' : forbidden);
      }
    });
  }

  /** What the block asks for in that turn. */
  const ASKED: Record<string, (scope: SignalCapture) => Promise<unknown>> = {
    'spawn': (scope) => thrownBy(scope.spawn(async () => expect.fail('It was started'))),
    'race': (scope) => thrownBy(scope.race(never())),
    'checkpoint': (scope) => thrownBy(scope.checkpoint()),
    'interruptible': (scope) => thrownBy((async () => scope.interruptible(() => expect.fail('It was begun')))()),
    'a signal that is taken first now': async ({ signal }) => signal.reason,
  };
  for (const [what, ask] of Object.entries(ASKED)) {
    it(`is told at once to who asks in the same turn: ${what}`, async () => {
      const scope = open();
      void scope.spawn(() => Promise.reject(forbidden));
      for (let turn = 0; turn < 20; turn++) await undefined;
      expect(await ask(scope)).to.equal(forbidden);
      await thrownBy(scope.close());
    });
  }

  it('after a request, in the drain, is told by closing; the interrupt stays the reason', async () => {
    for (const [isAwaited, closing] of [[true, 'nothing'], [false, forbidden]] as const) {
      using mock = mockSignals();
      const scope = open({ drainMs: 60_000 });
      mock.send('SIGUSR2');
      expect(scope.signal.aborted).to.equal(false);
      const task = scope.spawn(() => Promise.reject(forbidden));
      const other = thrownBy(SIBLINGS['a fetch']!(scope));
      if (isAwaited) expect(await thrownBy(Promise.all([task, SIBLINGS['an axios']!(scope)]))).to.equal(forbidden);
      expect(await other).to.equal(scope.interrupted);
      expect(await thrownBy(scope.close())).to.equal(closing);
    }
  });

  it('in the turn after a signal does not become the reason', async () => {
    using mock = mockSignals();
    const scope = open();
    const task = scope.spawn(() => Promise.reject(forbidden));
    mock.send('SIGUSR2');
    expect(scope.signal.reason).to.equal(scope.interrupted);
    expect(await thrownBy(Promise.all([task, SIBLINGS['an axios']!(scope)]))).to.equal(forbidden);
    expect(await thrownBy(scope.close())).to.equal('nothing');
  });
});
