import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, type SignalCapture } from 'capture-signals';
import { run } from '../support/process.ts';
import { unlistened } from '../support/unlistened.ts';

const failure = (promise: PromiseLike<unknown>): Promise<any> => Promise.resolve(promise).then(() => expect.fail('It did not fail'), (error: unknown) => error);
const open = (): SignalCapture => captureSignals('SIGUSR2', { repeatMs: 0 });
const never = () => new Promise<never>(() => {});

describe('run()', () => {
  afterEach(unlistened);

  it('calls main with the capture, at once, and gives what it gives', async () => {
    const capture = open();
    let given: unknown;
    const result = capture.run(async (shutdown) => {
      given = shutdown;
      await setImmediate();
      return 42;
    });
    expect(given).to.equal(capture);
    expect(result).to.be.instanceOf(Promise);
    expect(await result).to.equal(42);
  });

  it('takes a main that returns no promise', async () => {
    expect(await open().run(() => 'at once')).to.equal('at once');
    expect(await open().run(() => undefined)).to.equal(undefined);
  });

  it('has closed the scope when it settles', async () => {
    for (const main of [() => 'given', () => Promise.reject(new Error('no luck')), () => { throw new Error('no luck'); }]) {
      const capture = open();
      await capture.run(main as () => unknown).catch(() => {});
      expect(capture.signal.reason).to.have.property('message', 'The scope has closed');
      expect(process.listenerCount('SIGUSR2')).to.equal(0);
      expect(await failure(capture.checkpoint())).to.have.property('message').that.matches(/the scope has closed/);
    }
  });

  it('waits for tasks and cleanups before it gives what main gave', async () => {
    const events: string[] = [];
    await open().run((shutdown) => {
      shutdown.defer(() => setTimeout(5).then(() => events.push('cleanup')));
      void shutdown.spawn(() => setTimeout(5).then(() => events.push('task')));
      events.push('main');
    });
    expect(events).to.deep.equal(['main', 'task', 'cleanup']);
  });

  it('throws what main throws, as it is', async () => {
    const error = new Error('no luck');
    expect(await failure(open().run(() => Promise.reject(error)))).to.equal(error);
    expect(await failure(open().run(() => { throw error; }))).to.equal(error);
    expect(await failure(open().run(() => { throw undefined; }))).to.equal(undefined);
  });

  it('throws what closing throws', async () => {
    const error = new Error('from the cleanup');
    expect(await failure(open().run((shutdown) => shutdown.defer(() => Promise.reject(error))))).to.equal(error);
    expect(await failure(open().run((shutdown) => void shutdown.spawn(() => Promise.reject(error))))).to.equal(error);
  });

  it('tells both as await using does, when main and closing throw', async () => {
    const [first, second] = [new Error('of main'), new Error('of the cleanup')];
    const thrown = await failure(open().run((shutdown) => {
      shutdown.defer(() => {
        throw second;
      });
      throw first;
    }));
    expect(thrown).to.include({ name: 'SuppressedError', error: second, suppressed: first });
  });

  it('tells an error once that main and closing throw alike', async () => {
    const error = new Error('of both');
    const fail = (): never => {
      throw error;
    };
    expect(await failure(open().run((shutdown) => {
      shutdown.defer(fail);
      fail();
    }))).to.equal(error);
    expect(await failure(open().run(async (shutdown) => {
      void shutdown.spawn(async () => fail());
      await setTimeout(5);
      shutdown.signal.throwIfAborted();
    }))).to.equal(error);
  });

  it('throws the interrupt when main has not seen it, as closing does', async () => {
    const capture = open();
    const thrown = await failure(capture.run(() => raiseSignal('SIGUSR2')));
    expect(thrown).to.equal(capture.interrupted);
  });

  it('throws the interrupt once, when main lets it go', async () => {
    for (const work of [(shutdown: SignalCapture) => shutdown.race(never()), async (shutdown: SignalCapture) => {
      await shutdown.promise;
      shutdown.signal.throwIfAborted();
    }]) {
      const capture = open();
      raiseSignal('SIGUSR2');
      expect(await failure(capture.run(work))).to.equal(capture.interrupted);
      await unlistened();
    }
  });

  it('gives what main gives when it has seen the interrupt', async () => {
    const capture = open();
    raiseSignal('SIGUSR2');
    expect(await capture.run(async ({ promise }) => `ended by ${await promise}`)).to.equal('ended by SIGUSR2');
  });

  it('takes an abort of somebody else\'s making for the interrupt when there was one', async () => {
    for (const make of [
      () => Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' }),
      () => new DOMException('aborted', 'AbortError'),
      (interrupt: unknown) => new Error('could not load', { cause: interrupt }),
      (interrupt: unknown) => new Error('could not load', { cause: new AggregateError([interrupt]) }),
      () => Object.assign(new Error('the command was killed'), { cmd: 'x', signal: 'SIGUSR2' }),
    ]) {
      const capture = open();
      raiseSignal('SIGUSR2');
      const thrown = await failure(capture.run(async (shutdown) => {
        await shutdown.promise;
        throw make(shutdown.interrupted);
      }));
      expect(thrown).to.equal(capture.interrupted);
      await unlistened();
    }
  });

  it('leaves such an error as it is when there was no interrupt, also when the scope was cancelled', async () => {
    const error = Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' });
    expect(await failure(open().run(() => Promise.reject(error)))).to.equal(error);
    expect(await failure(open().run((shutdown) => {
      shutdown.abort(new Error('enough'));
      return Promise.reject(error);
    }))).to.equal(error);
  });

  it('hides no real error by an interrupt', async () => {
    const bug = new Error('a bug');
    const capture = open();
    raiseSignal('SIGUSR2');
    expect(await failure(capture.run(async (shutdown) => {
      await shutdown.promise;
      throw bug;
    }))).to.equal(bug);

    const mixed = new AggregateError([new InterruptError('SIGUSR2'), bug]);
    await unlistened();
    const other = open();
    raiseSignal('SIGUSR2');
    expect(await failure(other.run(async (shutdown) => {
      await shutdown.promise;
      throw mixed;
    }))).to.equal(mixed);
  });

  it('tells a real error and an interrupt that main has not seen', async () => {
    const bug = new Error('a bug');
    const capture = open();
    const thrown = await failure(capture.run(() => {
      raiseSignal('SIGUSR2');
      throw bug;
    }));
    expect(thrown).to.include({ name: 'SuppressedError', suppressed: bug });
    expect(thrown.error).to.equal(capture.interrupted);
    expect(findInterrupt(thrown)).to.equal(undefined);
  });

  it('tells the interrupt and a failure of a task', async () => {
    const bug = new Error('a bug');
    const capture = open();
    raiseSignal('SIGUSR2');
    const thrown = await failure(capture.run(async (shutdown) => {
      void shutdown.spawn((signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(bug))));
      await shutdown.race(never());
    }));
    expect(thrown).to.include({ name: 'SuppressedError', error: bug, suppressed: capture.interrupted });
  });

  it('tells an interrupt that main has not seen but thrown in other words once, beside a failure', async () => {
    const bug = new Error('of the cleanup');
    const capture = open();
    raiseSignal('SIGUSR2');
    const thrown = await failure(capture.run(async (shutdown) => {
      shutdown.defer(() => Promise.reject(bug));
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      throw Object.assign(new Error('the command was killed'), { cmd: 'x', signal: 'SIGUSR2' });
    }));
    expect(thrown).to.include({ name: 'SuppressedError', error: bug, suppressed: capture.interrupted });
  });

  it('is refused after closing, and while the scope closes', async () => {
    const capture = open();
    let hasRun = false;
    const main = () => (hasRun = true);
    const closing = capture.close();
    const message = 'run expected an open scope, but the scope has closed';
    expect(await failure(capture.run(main))).to.include({ name: 'Error', message });
    await closing;
    expect(await failure(capture.run(main))).to.include({ name: 'Error', message });
    expect(hasRun).to.equal(false);
  });

  it('refuses what is not a function', async () => {
    await using capture = open();
    expect(() => capture.run(Promise.resolve() as never)).to.throw(TypeError, 'run expected a function, received a promise');
    expect(() => capture.run(undefined as never)).to.throw(TypeError, 'run expected a function, received undefined');
  });

  for (const [way, ended] of Object.entries({
    'lets go': { code: null, signal: 'SIGTERM', stdout: 'file removed\npool closed\nexit 143\n', stderr: '' },
    'returns': { code: 0, signal: null, stdout: 'file removed\npool closed\nmain gave 7\nexit 0\n', stderr: '' },
    'was too busy': { code: null, signal: 'SIGTERM', stdout: 'file removed\npool closed\nexit 143\n', stderr: '' },
    'catches outside': { code: 0, signal: null, stdout: 'file removed\npool closed\ncaught SIGTERM\nexit 0\n', stderr: '' },
  })) {
    it(`runs a program in plain JavaScript that is interrupted: main ${way}`, async () => {
      expect(await run('scope/runs-a-main', { args: [way] })).to.deep.equal(ended);
    });
  }
});
