import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, raiseSignal, type SignalCapture } from 'capture-signals';
import { run } from '../support/process.ts';
import { unlistened } from '../support/unlistened.ts';

const open = (): SignalCapture => captureSignals('SIGUSR2', { repeatMs: 0 });
const thrownBy = (promise: Promise<unknown>): Promise<any> => promise.then(() => undefined, (error: unknown) => error);

describe('defer()', () => {
  it('runs at closing, newest first, one after the other', async () => {
    const scope = open();
    const events: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      scope.defer(async () => {
        events.push(`${name} begins`);
        await setTimeout(3);
        events.push(`${name} ends`);
      });
    }
    await setImmediate();
    expect(events).to.deep.equal([]);
    await scope.close();
    expect(events).to.deep.equal(['third begins', 'third ends', 'second begins', 'second ends', 'first begins', 'first ends']);
  });

  it('runs when all tasks have ended, whoever began first', async () => {
    const scope = open();
    const events: string[] = [];
    scope.defer(() => events.push('cleanup'));
    void scope.spawn(() => setTimeout(10).then(() => events.push('task')));
    void scope.spawn((signal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())).then(() => events.push('told')));
    await scope.close();
    expect(events).to.deep.equal(['told', 'task', 'cleanup']);
  });

  it('is given the first signal, or that there is none yet, when it waits for it', async () => {
    const idle = open();
    const given: unknown[] = [];
    idle.defer(async () => given.push(await idle.promise));
    await idle.close();
    const interrupted = open();
    interrupted.defer(async () => given.push(await interrupted.promise));
    raiseSignal('SIGUSR2');
    await thrownBy(interrupted.close());
    expect(given).to.deep.equal([undefined, 'SIGUSR2']);
  });

  it('runs in whatever turn of the closing it is called, or is refused', async () => {
    const outcomes = new Set<string>();
    for (let turns = 0; turns < 10; turns++) {
      const scope = open();
      let outcome = 'was forgotten';
      const closing = scope.close();
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      try {
        scope.defer(() => (outcome = 'has run'));
      } catch (error) {
        outcome = (error as Error).message;
      }
      await closing;
      outcomes.add(outcome);
    }
    expect([...outcomes]).to.deep.equal(['has run', 'defer expected an open scope, but the scope has closed']);
  });

  it('runs while the signals are still captured', async () => {
    const scope = open();
    let listeners = 0;
    scope.defer(() => (listeners = process.listenerCount('SIGUSR2')));
    await scope.close();
    expect(listeners).to.equal(1);
  });

  it('runs each although another threw; what they throw is thrown by closing, in the order in which it came', async () => {
    const scope = open();
    const [one, two] = [new Error('one'), new Error('two')];
    const events: string[] = [];
    scope.defer(() => events.push('last'));
    scope.defer(() => Promise.reject(two));
    scope.defer(() => {
      throw one;
    });
    const thrown = await thrownBy(scope.close());
    expect(thrown).to.be.instanceOf(AggregateError);
    expect(thrown.errors).to.deep.equal([one, two]);
    expect(events).to.deep.equal(['last']);
  });

  it('throws a single error as it is, whatever it is, and beside a failure of a task', async () => {
    for (const error of [new Error('no luck'), undefined, 'a string', Object.create(null)]) {
      const scope = open();
      scope.defer(() => {
        throw error;
      });
      let thrown: unknown = 'nothing';
      await scope.close().catch((reason: unknown) => (thrown = reason));
      expect(thrown).to.equal(error);
    }
    const scope = open();
    const [ofTask, ofCleanup] = [new Error('of the task'), new Error('of the cleanup')];
    scope.defer(() => Promise.reject(ofCleanup));
    void scope.spawn(() => Promise.reject(ofTask));
    await setImmediate();
    expect((await thrownBy(scope.close())).errors).to.deep.equal([ofTask, ofCleanup]);
  });

  it('runs in the AsyncLocalStorage context of the captureSignals call, whoever ends last', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    for (const isLastATask of [false, true]) {
      const scope = storage.run('capture', open);
      scope.defer(async () => {
        seen.push(storage.getStore());
        await setImmediate();
        seen.push(storage.getStore());
      });
      scope.defer(() => seen.push(storage.getStore()));
      if (isLastATask) storage.run('a request', () => void scope.spawn(() => setTimeout(5)));
      await storage.run('closing', () => scope.close());
    }
    expect(seen).to.deep.equal(Array.from({ length: 6 }, () => 'capture'));
  });

  it('runs once, however often the scope is closed', async () => {
    const scope = open();
    let times = 0;
    scope.defer(() => times++);
    await Promise.all([scope.close(), scope.close()]);
    await scope.close();
    expect(times).to.equal(1);
  });

  it('runs when the scope was cancelled, has failed or was interrupted, and not before it closes', async () => {
    for (const end of [
      (scope: SignalCapture) => scope.abort('enough'),
      (scope: SignalCapture) => void scope.spawn(() => Promise.reject(new Error('no luck'))).catch(() => {}),
      async (scope: SignalCapture) => {
        raiseSignal('SIGUSR2');
        await scope.promise;
      },
    ]) {
      const scope = open();
      let hasRun = false;
      scope.defer(() => (hasRun = true));
      await end(scope);
      await setTimeout(5);
      expect(hasRun).to.equal(false);
      await scope.close();
      expect(hasRun).to.equal(true);
      await unlistened();
    }
  });

  it('takes what is added while the scope closes, also by one of them, which runs next', async () => {
    const scope = open();
    const events: string[] = [];
    scope.defer(() => events.push('first'));
    scope.defer(() => {
      events.push('second');
      scope.defer(() => events.push('added'));
    });
    void scope.spawn(async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      scope.defer(() => events.push('of a task'));
    });
    await scope.close();
    expect(events).to.deep.equal(['of a task', 'second', 'added', 'first']);
  });

  it('ignores what a cleanup gives', async () => {
    const scope = open();
    scope.defer(() => new Error('not thrown'));
    scope.defer(() => Promise.resolve(new Error('not thrown')));
    expect(await scope.close()).to.equal(undefined);
  });

  it('throws an Error after closing', async () => {
    const scope = open();
    await scope.close();
    expect(() => scope.defer(() => {})).to.throw(Error, 'defer expected an open scope, but the scope has closed');
  });

  it('refuses what is not a function, and options that are wrong, by name', async () => {
    await using scope = open();
    expect(() => scope.defer(Promise.resolve() as never)).to.throw(TypeError, 'defer expected a function, received a promise');
    const refused: Record<string, unknown> = {
      'defer expected an object of options, received 5': 5,
      'defer expected an object of options, received null': null,
      "defer expected the option 'name' to be a string, received 5": { name: 5 },
      "defer expected the option 'atExit' to be a boolean, received 'yes'": { atExit: 'yes' },
      "defer expected only the options name, atExit, received 'atexit' with true (did you mean 'atExit'?)": { atexit: true },
    };
    for (const [message, options] of Object.entries(refused)) expect(() => scope.defer(() => {}, options as never)).to.throw(TypeError, message);
  });

  it('gives the line of a forced end its names, or its sources: those that have not ended, the one that runs first', async () => {
    const { signal, stderr } = await run('scope/hangs-in-a-cleanup');
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 150 ms after SIGTERM; cleanups: closePool, \(\) ?=> ?\{ ?\}, lock file(; resources: [^\n]*)?\n$/);
  });
});
