import { setTimeout } from 'node:timers/promises';
import { captureSignals, InterruptError, raiseSignal, type SignalCapture, type SignalEvent } from 'capture-signals';
import { expect } from 'chai';
import { insists, until } from '../support/until.ts';
import { run, start } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { unlistened } from '../support/unlistened.ts';

const ONE_REQUEST = { repeatMs: 0 };

async function raised(capture: SignalCapture): Promise<InterruptError> {
  raiseSignal('SIGUSR2');
  while (!capture.interrupted) await new Promise(setImmediate);
  return capture.interrupted;
}

describe('The first signal', () => {
  afterEach(unlistened);

  it('sets the state, settles the promise and aborts all in the turn in which it is delivered', async () => {
    const { code, signal, stdout, stderr } = await run('state-in-the-turn');
    expect({ code, signal, stderr }).to.deep.equal({ code: 0, signal: null, stderr: '' });
    expect(stdout.split('\n').slice(0, -1)).to.deep.equal([
      'interrupted SIGUSR2', 'signal SIGUSR2', 'task SIGUSR2', 'promise SIGUSR2', 'one error', 'a turn later',
    ]);
  });

  it('aborts all, whatever somebody does in an abort listener', async () => {
    const { code, stdout, stderr } = await run('hostile-abort-listeners');
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'uncaught: from a listener\ninner, outer, child, task, promise\n', stderr: '' });
  });

  it('is an InterruptError with the signal', async () => {
    const capture = captureSignals('SIGUSR2', ONE_REQUEST);
    const error = await raised(capture);
    expect(error).to.be.instanceOf(InterruptError).and.include({ signal: 'SIGUSR2' });
    expect(capture.signal.reason).to.equal(error);
    await capture.close();
  });

  it('does not overwrite the reason of abort(), and is still an interrupt', async () => {
    const capture = captureSignals('SIGUSR2', ONE_REQUEST);
    const reason = new Error('enough');
    const { promise } = capture;
    capture.abort(reason);
    const error = await raised(capture);
    expect(capture.signal.reason).to.equal(reason);
    expect(error.signal).to.equal('SIGUSR2');
    expect(await promise).to.equal(undefined);
    await capture.close();
  });

  it('is not overwritten by abort(), a parent or closing', async () => {
    const parent = new AbortController();
    const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, signal: parent.signal });
    const error = await raised(capture);
    capture.abort('later');
    parent.abort('later');
    await capture.close();
    expect(capture.signal.reason).to.equal(error);
  });
});

describe('A capture that a newer one aborts', () => {
  it('in the same delivery was interrupted all the same', async () => {
    const older = captureSignals('SIGUSR2', ONE_REQUEST);
    const newer = captureSignals('SIGUSR2', ONE_REQUEST);
    newer.signal.addEventListener('abort', () => older.abort('by the newer'));
    raiseSignal('SIGUSR2');
    expect(await older.promise).to.equal('SIGUSR2');
    expect(older.signal.reason).to.equal(older.interrupted);
    await Promise.all([older.close(), newer.close()]);
    await unlistened();
  });
});

describe('abort()', () => {
  it('cancels the scope with the reason, or with the one of AbortController.abort()', async () => {
    const capture = captureSignals('SIGUSR2');
    capture.abort();
    expect(capture.signal.reason).to.be.instanceOf(DOMException).and.include({ name: 'AbortError' });
    expect(await capture.promise).to.equal(undefined);
    expect(capture.interrupted).to.equal(undefined);
    capture.abort('later');
    expect(capture.signal.reason).not.to.equal('later');
    await capture.close();
  });
});

describe('The option signal', () => {
  afterEach(unlistened);

  it('cancels the capture with the reason of the parent, at once when it has aborted already', async () => {
    const parent = new AbortController();
    const before = captureSignals('SIGUSR2', { signal: parent.signal });
    parent.abort('stop');
    const after = captureSignals('SIGUSR2', { signal: parent.signal });
    for (const capture of [before, after]) {
      expect(capture.signal.reason).to.equal('stop');
      expect(await capture.promise).to.equal(undefined);
      await capture.close();
    }
  });

  it('is heard even if an earlier listener stops the event', async () => {
    const parent = new AbortController();
    parent.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
    await using capture = captureSignals('SIGUSR2', { signal: parent.signal });
    parent.abort('stop');
    expect(capture.signal.reason).to.equal('stop');
  });

  it('is let go of when the scope closes', async () => {
    const parent = new AbortController();
    for (let count = 0; count < 100; count++) await captureSignals('SIGUSR2', { signal: parent.signal }).close(); // else Node warns
  });
});

describe('An abort with an interrupt is a request', () => {
  const interrupt = new InterruptError('SIGHUP');
  const REASONS: Record<string, { reason: unknown; isRequest: boolean }> = {
    'the interrupt itself': { reason: interrupt, isRequest: true },
    'an error that wraps it': { reason: new Error('stopped', { cause: interrupt }), isRequest: true },
    'an error that holds nothing else': { reason: new AggregateError([interrupt, new Error('stopped', { cause: interrupt })]), isRequest: true },
    'an error that holds a real one, too': { reason: new AggregateError([interrupt, new Error('a bug')]), isRequest: false },
    'another abort': { reason: new DOMException('stopped', 'AbortError'), isRequest: false },
  };

  for (const [title, { reason, isRequest }] of Object.entries(REASONS)) {
    it(`${isRequest ? 'with' : 'but not with'} ${title}, from inside or by a parent, before or after`, async () => {
      const parent = new AbortController();
      const inside = captureSignals('SIGUSR2');
      const after = captureSignals('SIGUSR2', { signal: parent.signal });
      const { promise } = after;
      parent.abort(reason);
      inside.abort(reason);
      const before = captureSignals('SIGUSR2', { signal: parent.signal });
      for (const capture of [inside, after, before]) {
        expect(capture.signal.reason).to.equal(reason);
        expect(capture.interrupted).to.equal(isRequest ? interrupt : undefined);
        expect(await capture.promise).to.equal(isRequest ? 'SIGHUP' : undefined);
        await capture.close();
      }
      expect(await promise).to.equal(isRequest ? 'SIGHUP' : undefined);
      expect(process.listenerCount('SIGUSR2')).to.equal(0); // no window
    });
  }

  it('but not when the scope was cancelled before', async () => {
    const capture = captureSignals('SIGUSR2');
    capture.abort('enough');
    capture.abort(interrupt);
    expect(capture.signal.reason).to.equal('enough');
    expect(await capture.promise).to.equal(undefined);
    await capture.close();
  });

  it('and thrown by closing when the block has not seen it', async () => {
    const parent = new AbortController();
    const capture = captureSignals('SIGUSR2', { signal: parent.signal });
    parent.abort(interrupt);
    expect(await capture.close().catch((error: unknown) => error)).to.equal(interrupt);
  });

  it('and onSignal does not see it: no signal has come', async () => {
    let calls = 0;
    const capture = captureSignals('SIGUSR2', { onSignal: () => calls++ });
    capture.abort(interrupt);
    void capture.interrupted;
    await capture.close();
    expect(calls).to.equal(0);
  });

  it('and aborts at once, whatever the drain', async () => {
    const capture = captureSignals('SIGUSR2', { drainMs: 60_000 });
    capture.abort(interrupt);
    expect(capture.signal.reason).to.equal(interrupt);
    await capture.close();
  });
});

describe('The option onSignal', () => {
  afterEach(unlistened);

  it('sees every request, before anything is aborted, with its count', async () => {
    const events: unknown[] = [];
    const capture = captureSignals('SIGUSR2', {
      ...ONE_REQUEST,
      onSignal: (event) => {
        events.push([event.signal, event.count, capture.signal.aborted]);
        if (event.count < 3) event.preventDefault();
      },
    });
    while (!capture.interrupted) {
      raiseSignal('SIGUSR2');
      await new Promise(setImmediate);
    }
    expect(events).to.deep.equal([['SIGUSR2', 1, false], ['SIGUSR2', 2, false], ['SIGUSR2', 3, false]]);
    await capture.close();
  });

  it('opens the window for repeats also when it prevents the request', async () => {
    const { code, stdout } = await run('prevents-requests');
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'request 1 SIGUSR2\nrequest 2 SIGUSR2\nnot interrupted\n' });
  });

  it('cannot prevent a request later', async () => {
    let prevent = () => {};
    const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: (event) => (prevent = () => event.preventDefault()) });
    const error = await raised(capture);
    prevent();
    expect(capture.interrupted).to.equal(error);
    await capture.close();
  });

  it('fails the scope when it throws: cancelled with that error, which closing throws; the signal has come all the same', async () => {
    const error = new Error('from onSignal');
    const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: () => { throw error; } });
    const { promise, signal } = capture;
    raiseSignal('SIGUSR2');
    expect(await promise).to.equal('SIGUSR2');
    expect(signal.reason).to.equal(error);
    expect(capture.interrupted?.signal).to.equal('SIGUSR2');
    expect(await capture.close().catch((thrown: unknown) => thrown)).to.equal(error);
  });

  it('fails the scope at once when it throws, although the scope is to drain', async () => {
    const error = new Error('from onSignal');
    const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, drainMs: 600_000, onSignal: () => { throw error; } });
    const { promise, signal } = capture;
    raiseSignal('SIGUSR2');
    expect(await promise).to.equal('SIGUSR2');
    expect(signal.reason).to.equal(error);
    expect(await capture.close().catch((thrown: unknown) => thrown)).to.equal(error);
  });

  it('is not forgotten when its promise rejects once the scope has closed: that is an error that nobody caught', async () => {
    const { stderr, ...ended } = await run('scope/rejects-when-it-has-closed');
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'closed\n' });
    expect(stderr).to.match(shown('too late'));
  });

  for (const [title, onSignal] of Object.entries({
    'at once': () => Promise.reject(new Error('from onSignal')),
    'later': async () => {
      await setTimeout(5);
      throw new Error('from onSignal');
    },
    'by a thenable': () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(new Error('from onSignal')) }),
    'although it has prevented the request': async (event: SignalEvent) => {
      event.preventDefault();
      await setTimeout(5);
      throw new Error('from onSignal');
    },
  })) {
    it(`fails the scope when it gives a promise that rejects: ${title}`, async () => {
      let outcome: unknown;
      const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: (event) => (outcome = onSignal(event)) });
      raiseSignal('SIGUSR2');
      await until('onSignal has returned', () => outcome !== undefined);
      await Promise.resolve(outcome).catch(() => {});
      await setTimeout(1);
      expect(capture.signal.aborted).to.equal(true);
      const thrown: unknown = await capture.close().catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(Error).with.property('message', 'from onSignal');
      await unlistened();
    });
  }

  it('does not fail the scope when its promise rejects with the interrupt, or an abort that it has made', async () => {
    for (const reject of [() => capture.interrupted, () => new DOMException('aborted', 'AbortError')]) {
      var capture: SignalCapture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: async () => {
        await setTimeout(2);
        throw reject();
      } });
      raiseSignal('SIGUSR2');
      await setTimeout(20);
      await capture.close();
      await unlistened();
    }
  });

  it('may give a promise that is never settled, or a value', async () => {
    for (const onSignal of [() => new Promise(() => {}), () => 5, () => null]) {
      const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: onSignal as () => void });
      await raised(capture);
      await capture.close();
      await unlistened();
    }
  });

  it('that throws does not make the program immune: the next Ctrl-C after the window kills', async () => {
    await using child = await start('fails-and-hangs', { args: ['ready'] });
    await insists(child, 'SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: '', stderr: '' });
  });

  it('may close the scope, open another and abort', async () => {
    const seen: string[] = [];
    const capture = captureSignals('SIGUSR2', {
      ...ONE_REQUEST,
      onSignal: () => {
        seen.push('first');
        capture.abort('from onSignal');
        inner = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: () => seen.push('second') });
        closing = capture.close();
      },
    });
    let inner: SignalCapture | undefined;
    let closing: Promise<void> | undefined;
    raiseSignal('SIGUSR2');
    while (!closing) await new Promise(setImmediate);
    await closing;
    expect(capture.signal.reason).to.equal('from onSignal');
    expect(capture.interrupted?.signal).to.equal('SIGUSR2');
    expect(inner!.interrupted).to.equal(undefined);
    expect(seen).to.deep.equal(['first']);
    await inner!.close();
  });
});

describe('A block', () => {
  it('is interrupted by a real signal through fetch, timers and streams, and cleans up newest first', async () => {
    for (const way of ['timer', 'fetch', 'pipeline', 'once', 'child']) {
      await using child = await start('cleans-up-newest-first', { args: [way] });
      child.send('SIGTERM');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'second\nfirst\nexit 143\n', stderr: '' }, way);
    }
  });
});
