import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, raiseSignal, type SignalCapture } from 'capture-signals';
import { run, start } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';

const DISK_FULL = shown('the disk is full');

/** What a promise rejects with; it must. */
const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(() => expect.fail('It did not fail'), (error: unknown) => error);

/** What closing throws; `undefined` when nothing. */
const thrownByClosing = (scope: SignalCapture): Promise<unknown> => scope.close().then(() => undefined, (error: unknown) => error);

const never = () => new Promise<never>(() => {});
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** No signal comes to these scopes: the process would have to be left alone by the test runner, too. */
const open = (): SignalCapture => captureSignals(['SIGUSR2']);

describe('spawn()', () => {
  it('starts the task before it returns, with an AbortSignal of its own', async () => {
    await using scope = open();
    const given: AbortSignal[] = [];
    const tasks = [1, 2].map(() => scope.spawn(async (signal) => void given.push(signal)));
    expect(given).to.have.lengthOf(2);
    expect(new Set([...given, scope.signal]).size).to.equal(3);
    for (const signal of given) expect(signal).to.be.instanceOf(AbortSignal).with.property('aborted', false);
    await Promise.all(tasks);
  });

  it('gives what the task gives, a Promise', async () => {
    await using scope = open();
    const task = scope.spawn(async () => 42);
    expect(task).to.be.instanceOf(Promise);
    expect(await task).to.equal(42);
    expect(await scope.spawn(() => ({ then: (resolve: (value: string) => unknown) => resolve('thenable') }) as PromiseLike<string>)).to.equal('thenable');
    expect(await task.then((value) => value + 1).finally(() => {})).to.equal(43);
  });

  it('keeps the process as it was when tasks end: no abort listener, no task is left', async () => {
    await using scope = open();
    let given!: AbortSignal;
    await scope.spawn(async (signal) => void (given = signal));
    await setImmediate();
    await scope.close();
    expect(given.aborted).to.equal(false); // it had ended before the scope was left
    expect(getEventListeners(scope.signal, 'abort')).to.have.lengthOf(0);
  });

  it('has its abort listeners run in the async context of the captureSignals call', async () => {
    const storage = new AsyncLocalStorage<string>();
    const scope = storage.run('the scope', open);
    const heard: unknown[] = [];
    storage.run('elsewhere', () => {
      void scope.spawn(async (signal) => signal.addEventListener('abort', () => heard.push(storage.getStore()))).then(never);
      void scope.spawn((signal) => new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          heard.push(storage.getStore());
          resolve();
        });
      }));
    });
    storage.run('the closer', () => scope.abort());
    await scope.close();
    expect(heard).to.include('the scope').and.not.include('elsewhere').and.not.include('the closer');
  });

  describe('when the scope is left', () => {
    it('tells all tasks before it waits for any, then waits for all', async () => {
      const scope = open();
      const events: string[] = [];
      for (const [name, turns] of [['slow', 20], ['quick', 1], ['middle', 5]] as const) {
        void scope.spawn(async (signal) => {
          await untilAborted(signal).catch(() => events.push(`told ${name}`));
          for (let turn = 0; turn < turns; turn++) await setImmediate();
          events.push(`done ${name}`);
        });
      }
      await scope.close();
      expect(events).to.deep.equal(['told slow', 'told quick', 'told middle', 'done quick', 'done middle', 'done slow']);
    });

    it('waits for a task that ignores its signal', async () => {
      const scope = open();
      let isDone = false;
      void scope.spawn(async () => {
        await setTimeout(20);
        isDone = true;
      });
      await scope.close();
      expect(isDone).to.equal(true);
    });

    it('aborts tasks with the AbortError of a closed scope', async () => {
      const scope = open();
      const reason = failure(scope.spawn(untilAborted));
      await scope.close();
      expect(await reason).to.include({ name: 'AbortError', code: 'ABORT_ERR', message: 'The scope has closed' });
    });

    it('starts nothing any more, also while it waits', async () => {
      const scope = open();
      let isStarted = false;
      const tryToStart = () => scope.spawn(async () => void (isStarted = true));
      let tried!: Promise<unknown>;
      void scope.spawn(async (signal) => {
        await untilAborted(signal).catch(() => {});
        tried = failure(tryToStart());
        await setImmediate();
      });
      await scope.close();
      expect(await tried).to.include({ message: 'The scope has closed' });
      expect(await failure(tryToStart())).to.include({ message: 'spawn expected an open scope, but the scope has closed' });
      expect(isStarted).to.equal(false);
    });
  });

  describe('when the scope is cancelled', () => {
    it('rejects a cancelled task with the reason, however the abort was wrapped', async () => {
      const scope = open();
      const reason = new Error('enough');
      const wrapped = [
        scope.spawn(untilAborted),
        scope.spawn((signal) => setTimeout(600_000, undefined, { signal })),
        scope.spawn(async (signal) => untilAborted(signal).catch((cause: unknown) => Promise.reject(new Error('wrapped', { cause })))),
      ];
      scope.abort(reason);
      for (const task of wrapped) expect(await failure(task)).to.equal(reason);
      expect(await thrownByClosing(scope)).to.equal(undefined);
    });

    it('starts nothing and rejects with the reason', async () => {
      await using scope = open();
      const reason = new Error('enough');
      scope.abort(reason);
      let isStarted = false;
      expect(await failure(scope.spawn(async () => void (isStarted = true)))).to.equal(reason);
      expect(isStarted).to.equal(false);
    });

    it('resolves with what a task returns in spite of it', async () => {
      await using scope = open();
      const task = scope.spawn((signal) => untilAborted(signal).catch(() => 'saved'));
      scope.abort();
      expect(await task).to.equal('saved');
    });
  });

  describe('when a task fails', () => {
    const error = new Error('the disk is full');

    it('cancels the scope, and the other tasks, with its error', async () => {
      const scope = open();
      let other!: AbortSignal;
      void scope.spawn((signal) => untilAborted((other = signal)));
      void scope.spawn(() => Promise.reject(error));
      await setImmediate();
      await setImmediate();
      expect(other.reason).to.equal(error);
      expect(scope.signal.reason).to.equal(error);
      expect(await scope.promise).to.equal(undefined);
      expect(await thrownByClosing(scope)).to.equal(error);
    });

    it('takes what the function throws at once for a failure of the task', async () => {
      const scope = open();
      void scope.spawn(() => {
        throw error;
      });
      expect(await thrownByClosing(scope)).to.equal(error);
    });

    // What the block does with the failure, and whether closing has to throw it.
    const blocks: { block: string; does: (scope: SignalCapture, task: Promise<unknown>) => unknown; closingThrows: boolean }[] = [
      { block: 'returns', does: () => {}, closingThrows: true },
      { block: 'returns later', does: () => setTimeout(5), closingThrows: true },
      { block: 'catches what came through the signal', does: (scope) => failure(setTimeout(10_000, undefined, { signal: scope.signal })), closingThrows: true },
      { block: 'waits for the promise', does: (scope) => scope.promise, closingThrows: true },
      { block: 'asks whether it was interrupted', does: (scope) => scope.interrupted, closingThrows: true },
      { block: 'awaits the task', does: (_scope, task) => failure(task), closingThrows: false },
      { block: 'calls then of the task', does: (_scope, task) => void task.then(null, () => {}), closingThrows: false },
      { block: 'calls catch of the task', does: (_scope, task) => void task.catch(() => {}), closingThrows: false },
      { block: 'calls finally of the task', does: (_scope, task) => failure(task.finally(() => {})), closingThrows: false },
      { block: 'puts the task into Promise.all', does: (_scope, task) => failure(Promise.all([task])), closingThrows: false },
      { block: 'puts the task into Promise.allSettled', does: (_scope, task) => Promise.allSettled([task]), closingThrows: false },
      { block: 'returns the task from an async function', does: (_scope, task) => failure((async () => task)()), closingThrows: false },
      { block: 'races the task', does: (scope, task) => failure(scope.race(task)), closingThrows: false },
      { block: 'races something else', does: (scope) => failure(scope.race(never())), closingThrows: false },
      { block: 'is at a checkpoint', does: async (scope) => {
        await setImmediate();
        return failure(scope.checkpoint());
      }, closingThrows: false },
      { block: 'is about to compute', does: async (scope) => {
        await setImmediate();
        expect(() => scope.interruptible(() => {})).to.throw(error as never);
      }, closingThrows: false },
      { block: 'spawns another, and takes that', does: async (scope) => {
        await setImmediate();
        return failure(scope.spawn(never));
      }, closingThrows: false },
      { block: 'awaits another', does: (scope) => failure(scope.spawn(untilAborted)), closingThrows: false },
      // Whoever ignores how a task ends does not mean the failure of another one.
      { block: 'ignores another', does: (scope) => void scope.spawn(untilAborted).catch(() => {}), closingThrows: true },
      { block: 'ignores another, and waits for that', does: (scope) => scope.spawn(untilAborted).catch(() => {}), closingThrows: true },
      { block: 'spawns another that it ignores', does: async (scope) => {
        await setImmediate();
        return scope.spawn(never).catch(() => {});
      }, closingThrows: true },
      { block: 'ignores another, and awaits it then', does: async (scope) => {
        const other = scope.spawn(untilAborted);
        void other.catch(() => {});
        await failure(other);
      }, closingThrows: false },
      { block: 'awaits another, and ignores it as well', does: async (scope) => {
        const other = scope.spawn(untilAborted);
        const told = other.then(() => expect.fail('It did not fail'), (reason: unknown) => reason);
        void other.catch(() => {});
        await told;
      }, closingThrows: false },
      { block: 'asks Promise.allSettled for another', does: (scope) => Promise.allSettled([scope.spawn(untilAborted)]), closingThrows: false },
    ];
    for (const { block, does, closingThrows } of blocks) {
      it(`${closingThrows ? 'throws the error on closing' : 'does not tell it twice'} when the block ${block}`, async () => {
        const scope = open();
        const task = scope.spawn(async () => {
          await setImmediate();
          throw error;
        });
        await does(scope, task);
        expect(await thrownByClosing(scope)).to.equal(closingThrows ? error : undefined);
      });
    }

    // A race that was lost has given the block the reason, and nothing of what becomes of the task.
    const lost: { block: string; does: (scope: SignalCapture, task: Promise<unknown>) => unknown; told: boolean }[] = [
      { block: 'has raced it', does: (scope, task) => failure(scope.race(task)), told: false },
      { block: 'has raced it twice', does: (scope, task) => Promise.allSettled([scope.race(task), scope.race(task)]), told: false },
      { block: 'has raced it, and another', does: (scope, task) => Promise.allSettled([scope.race(task), scope.race(never())]), told: false },
      { block: 'has raced it and not waited', does: (scope, task) => void scope.race(task).catch(() => {}), told: false },
      { block: 'has raced what is made of it', does: (scope, task) => failure(scope.race(task.then(() => {}))), told: true },
      { block: 'has raced it, and awaits it then', does: async (scope, task) => {
        await failure(scope.race(task));
        await failure(task);
      }, told: true },
    ];
    for (const { block, does, told } of lost) {
      it(`${told ? 'does not tell it twice' : 'throws the error on closing'} when the task fails after a cancellation, and the block ${block}`, async () => {
        const scope = open();
        const task = scope.spawn((signal) => untilAborted(signal).catch(async () => {
          await setTimeout(10);
          throw error;
        }));
        void setImmediate().then(() => scope.abort(new Error('enough')));
        await does(scope, task);
        if (!scope.signal.aborted) await setTimeout(5);
        expect(await thrownByClosing(scope)).to.equal(told ? undefined : error);
      });
    }

    it('does not tell it twice when another scope has raced it', async () => {
      await using inner = open();
      const scope = open();
      const task = scope.spawn(async () => {
        await setImmediate();
        throw error;
      });
      expect(await failure(inner.race(task))).to.equal(error);
      expect(await thrownByClosing(scope)).to.equal(undefined);
    });

    for (const [who, isTold] of [['the block, in a task of another scope', false], ['a task of its own', true]] as const) {
      it(`${isTold ? 'throws the error on closing' : 'does not tell it twice'} when another scope has raced it for ${who}`, async () => {
        await using other = open();
        const scope = open();
        const task = scope.spawn(async () => {
          await setImmediate();
          throw error;
        });
        const races = () => other.race(task).catch((reason: unknown) => expect(reason).to.equal(error));
        await (isTold ? scope.spawn(races) : other.spawn(races));
        expect(await thrownByClosing(scope)).to.equal(isTold ? error : undefined);
      });
    }

    it('does not tell it twice when what a task has left behind awaits it', async () => {
      const scope = open();
      let fail = (): void => {};
      const task = scope.spawn(() => new Promise<never>((_, reject) => (fail = () => reject(error))));
      let caught: Promise<unknown> | undefined;
      await scope.spawn(async () => {
        caught = setTimeout(5).then(() => failure(task));
      });
      await setTimeout(10);
      fail();
      expect(await caught).to.equal(error);
      expect(await thrownByClosing(scope)).to.equal(undefined);
    });

    it('throws the error on closing when another task has raced it', async () => {
      const scope = open();
      const task = scope.spawn(async () => {
        await setImmediate();
        throw error;
      });
      void scope.spawn(() => scope.race(task).catch(() => {}));
      await setTimeout(5);
      expect(await thrownByClosing(scope)).to.equal(error);
    });

    it('throws the error when the task fails while the scope closes', async () => {
      const scope = open();
      void scope.spawn(async (signal) => {
        await untilAborted(signal).catch(() => {});
        throw error;
      });
      expect(await thrownByClosing(scope)).to.equal(error);
    });

    it('throws the error when the task fails after a cancellation', async () => {
      const scope = open();
      void scope.spawn((signal) => untilAborted(signal).finally(() => Promise.reject(error)));
      scope.abort(new Error('enough'));
      expect(await thrownByClosing(scope)).to.equal(error);
      expect(scope.signal.reason).to.have.property('message', 'enough');
    });

    it('throws an AggregateError of all failures that the block was not given, in order', async () => {
      const scope = open();
      const [first, given, third] = ['first', 'given', 'third'].map((message) => new Error(message));
      void scope.spawn(async () => Promise.reject(first));
      scope.spawn(async (signal) => untilAborted(signal).catch(() => Promise.reject(given))).catch(() => {});
      void scope.spawn((signal) => untilAborted(signal).catch(async () => {
        await setImmediate();
        throw third;
      }));
      const error = await thrownByClosing(scope);
      expect(error).to.be.instanceOf(AggregateError);
      expect((error as AggregateError).errors).to.deep.equal([first, third]);
    });

    it('throws the failure beside an interrupt that nobody saw, and counts no second failure', async () => {
      const scope = captureSignals('SIGUSR2', { repeatMs: 0 });
      void scope.spawn(() => Promise.reject(error));
      await setImmediate();
      raiseSignal('SIGUSR2');
      const thrown = await thrownByClosing(scope);
      expect(thrown).to.be.instanceOf(AggregateError).with.property('message', 'The scope has failed, and was interrupted');
      expect((thrown as AggregateError).errors).to.deep.equal([error, scope.interrupted]);
    });

    it('loses no later error when the first task has rejected with undefined', async () => {
      const scope = open();
      void scope.spawn(() => Promise.reject(undefined));
      void scope.spawn((signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(error))));
      await setImmediate();
      const thrown = await thrownByClosing(scope);
      expect(thrown).to.be.instanceOf(AggregateError);
      expect((thrown as AggregateError).errors).to.deep.equal([undefined, error]);
    });

    it('throws the same error once when two tasks fail with it', async () => {
      const scope = open();
      void scope.spawn(() => Promise.reject(error));
      void scope.spawn((signal) => untilAborted(signal).catch(() => Promise.reject(error)));
      await setImmediate();
      expect(await thrownByClosing(scope)).to.equal(error);
    });

    it('throws the same error once when two tasks fail with it while the scope closes', async () => {
      const scope = open();
      const shared = setTimeout(5).then(() => Promise.reject(error));
      void scope.spawn(() => shared);
      void scope.spawn(() => shared);
      expect(await thrownByClosing(scope)).to.equal(error);
    });

    it('takes an abort of its own for a failure while the scope is not cancelled', async () => {
      const scope = open();
      void scope.spawn(() => Promise.reject(AbortSignal.abort().reason));
      await setImmediate();
      expect(await thrownByClosing(scope)).to.have.property('name', 'AbortError');
    });
  });

  describe('refuses', () => {
    it('what is not a function, or a name that is not a string', async () => {
      await using scope = open();
      expect(() => scope.spawn('task' as never)).to.throw(TypeError, "spawn expected a function, received 'task'");
      expect(() => scope.spawn(undefined as never)).to.throw(TypeError, 'spawn expected a function, received undefined');
      expect(() => scope.spawn(async () => {}, 5 as never)).to.throw(TypeError, 'spawn expected its name to be a string, received 5');
    });
  });

  describe('in a process', () => {
    it('cleans up three tasks together, not one after another', async () => {
      await using child = await start('tasks/clean-up-together');
      child.send('SIGINT');
      const { signal, stdout, stderr } = await child.ended;
      const lines = stdout.trimEnd().split('\n');
      expect(lines.slice(0, 4)).to.have.members(['main leaves', 'cleanup begun: one', 'cleanup begun: two', 'cleanup begun: three']);
      expect(lines.slice(4)).to.have.members(['cleanup done: one', 'cleanup done: two', 'cleanup done: three']);
      expect({ signal, stderr }).to.deep.equal({ signal: 'SIGINT', stderr: '' });
    });

    it('aborts all tasks in the turn of the signal, with one error, whatever their listeners throw', async () => {
      await using child = await start('tasks/hear-in-one-turn');
      child.send('SIGTERM');
      const { code, stdout } = await child.ended;
      expect(stdout).to.match(/^(uncaught: .*failed\n){3}signal, first task, second task\nturns: 1\nerrors: 1, true\n$/);
      expect(code).to.equal(0);
    });

    it('is silent about cancelled tasks that nobody awaits', async () => {
      await using child = await start('tasks/leave-tasks-alone');
      child.send('SIGTERM');
      expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'main is done\n', stderr: '' });
    });

    const ends: { block: string; code: number; stdout: string; stderr: RegExp[]; not?: RegExp }[] = [
      { block: 'returns', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL] },
      { block: 'returns later', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL] },
      { block: 'throws', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL, shown('the block has failed')] },
      { block: 'waits with the signal', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL] },
      { block: 'waits for the promise', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL] },
      { block: 'awaits the task', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL], not: /Suppressed/ },
      { block: 'catches the task', code: 0, stdout: 'caught\ndisposed\n', stderr: [/^$/] },
      { block: 'races', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL], not: /Suppressed/ },
      { block: 'computes', code: 1, stdout: 'disposed\n', stderr: [DISK_FULL], not: /Suppressed/ },
      { block: 'is interrupted', code: 1, stdout: 'interrupt caught\ndisposed\n', stderr: [DISK_FULL] },
    ];
    for (const { block, code, stdout, stderr, not } of ends) {
      it(`${code === 0 ? 'is content' : 'shows the failure on the terminal and exits 1'} when the block ${block}`, async () => {
        const ended = await run('tasks/fail', { args: [block] });
        expect(ended).to.include({ code, signal: null, stdout });
        for (const part of stderr) expect(ended.stderr).to.match(part);
        if (not) expect(ended.stderr).not.to.match(not);
      });
    }

    it('starts the grace when a task fails, and the forced end names what still runs and exits 1', async () => {
      const { code, signal, stderr } = await run('tasks/fail-and-hang');
      expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
      expect(stderr).to.match(/^capture-signals: still open 200 ms after a failure; failure: Error: [^;]+; tasks: refresh, upload(; resources: .*)?\n$/);
    });

    it('leaves nothing behind after thirty thousand tasks', async () => {
      const { stdout, stderr } = await run('tasks/spawn-thirty-thousand-times', { execArgv: ['--expose-gc'] });
      expect(stderr).to.equal('');
      expect(JSON.parse(stdout).grownMiB).to.be.below(2); // one object of 100 bytes for each would be 3
    });
  });
});

describe('race()', () => {
  it('settles as the work does', async () => {
    await using scope = open();
    const error = new Error('no luck');
    expect(await scope.race(setTimeout(1, 'late'))).to.equal('late');
    expect(await scope.race(Promise.resolve('soon'))).to.equal('soon');
    expect(await scope.race({ then: (resolve: (value: string) => unknown) => resolve('thenable') } as PromiseLike<string>)).to.equal('thenable');
    expect(await failure(scope.race(Promise.reject(error)))).to.equal(error);
    expect(scope.signal.aborted).to.equal(false);
  });

  it('refuses what is no promise', async () => {
    await using scope = open();
    expect(() => scope.race((async () => {}) as never)).to.throw(TypeError, 'race expected a promise, received a function');
    expect(() => scope.race(undefined as never)).to.throw(TypeError, 'race expected a promise, received undefined');
  });

  it('rejects with the reason once the scope is cancelled, and ignores what becomes of the work', async () => {
    await using scope = open();
    const reason = new Error('enough');
    let rejectWork!: (error: Error) => void;
    const raced = failure(scope.race(new Promise((_resolve, reject) => (rejectWork = reject))));
    scope.abort(reason);
    expect(await raced).to.equal(reason);
    rejectWork(new Error('too late')); // unhandled, it would fail this test
    await setImmediate();
  });

  it('rejects with the reason when the scope is cancelled already', async () => {
    await using scope = open();
    const reason = new Error('enough');
    scope.abort(reason);
    expect(await failure(scope.race(never()))).to.equal(reason);
    expect(await failure(scope.race(Promise.resolve('too late')))).to.equal(reason);
    expect(await failure(scope.race(Promise.reject(new Error('too late'))))).to.equal(reason);
    await setImmediate();
  });

  it('settles with the work when that was first, whatever comes in the same turn', async () => {
    await using scope = open();
    const raced = scope.race(Promise.resolve('first'));
    await Promise.resolve();
    await Promise.resolve();
    scope.abort();
    expect(await raced).to.equal('first');
  });

  it('rejects with the AbortError of a closed scope when it is left meanwhile, and with an Error after', async () => {
    const scope = open();
    const raced = failure(scope.race(never()));
    await scope.close();
    expect(await raced).to.include({ name: 'AbortError', message: 'The scope has closed' });
    expect(await failure(scope.race(never()))).to.include({ name: 'Error', message: 'race expected an open scope, but the scope has closed' });
  });

  it('ends the process by the signal, cleaned up, when the block lets the interrupt go', async () => {
    await using child = await start('tasks/die-of-a-race');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'disposed\n', stderr: '' });
  });

  it('leaves nothing behind after a million races on one capture', async () => {
    const { stdout, stderr } = await run('tasks/race-a-million-times', { execArgv: ['--expose-gc'] });
    expect(stderr).to.equal('');
    const { collected, grownMiB } = JSON.parse(stdout) as { collected: number; grownMiB: number };
    expect(collected).to.be.at.least(1000); // of 1010
    expect(grownMiB).to.be.below(10); // one pointer for each would be 8, one closure 60
  });
});

describe('The failure of a task', () => {
  for (const how of [
    'then()', 'finally()', 'race()', 'Promise.all()', 'an async function', 'an error around it', 'checkpoint()', 'nothing', 'Promise.all() beside an axios',
    'race() of Promise.all() beside an axios', 'Promise.race() beside a timer', 'an await of an axios first',
  ]) {
    it(`is told by closing when what was given it floats: ${how}`, async () => {
      const { stderr, ...ended } = await run('tasks/lets-a-failure-go', { args: [how] });
      expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
      expect(stderr).to.match(shown('the task has failed'));
    });
  }

  it('is what the main of run throws that has awaited it beside an axios', async () => {
    const { stderr, ...ended } = await run('tasks/lets-a-failure-go', { args: ['Promise.all()', 'run'] });
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
    expect(stderr).to.match(shown('the task has failed')).and.not.match(/canceled|Suppressed/);
  });

  it('is not told to a block that has caught it', async () => {
    expect(await run('tasks/lets-a-failure-go', { args: ['caught'] })).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\ngoing on\nexit 0\n', stderr: '' });
  });
});

describe('Of several failures', () => {
  for (const beside of ['nothing', 'a task', 'the block']) {
    it(`each can be read on the terminal: two of cleanups, beside ${beside === 'nothing' ? 'nothing' : `that of ${beside}`}`, async () => {
      const hows = beside === 'the block' ? ['run', 'await using'] : ['run', 'await using', 'close'];
      const all = await Promise.all(hows.map((how) => run('tasks/fails-more-than-once', { args: [how, beside] })));
      for (const [at, { code, stderr }] of all.entries()) {
        expect(code, hows[at]).to.equal(1);
        for (const name of ['one', 'two']) expect(stderr, hows[at]).to.match(shown(`cleanup ${name} has failed`));
        if (beside !== 'nothing') expect(stderr, hows[at]).to.match(shown('something else has failed'));
      }
    });
  }
});
