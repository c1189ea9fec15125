// What every runner tries. `library` and `testing` are the two entries of the package; `fake` are the runner's own fake timers, where it has some.
import assert from 'node:assert';

const never = () => new Promise(() => {});

export function scenarios({ captureSignals, findInterrupt, raiseSignal, watchSignals }, { mockSignals }, fake, failsAtRejections = false) {
  async function serve(log, options, cleanup = () => {}) {
    const shutdown = captureSignals(['SIGINT', 'SIGTERM'], options);
    shutdown.defer(cleanup, 'cleanup');
    try {
      await shutdown.race(never()).finally(() => log.push('told'));
    } finally {
      await shutdown.close();
      log.push('closed');
    }
  }

  async function withSignals(run) {
    const signals = mockSignals();
    try {
      await run(signals);
    } finally {
      signals[Symbol.dispose]();
    }
  }

  const all = {
    'is told, cleans up and leaves nothing listening': () => withSignals(async (signals) => {
      const log = [];
      const serving = serve(log);
      assert.deepStrictEqual([...signals.listening], ['SIGINT', 'SIGTERM']);
      signals.send('SIGTERM');
      await assert.rejects(serving, (error) => findInterrupt(error).signal === 'SIGTERM');
      assert.deepStrictEqual(log, ['told', 'closed']);
      assert.deepStrictEqual([...signals.listening], []);
    }),
    'would have died of an interrupt that nobody caught, and the runner is not told': () => withSignals(async (signals) => {
      const serving = serve([]);
      if (failsAtRejections) serving.catch((error) => raiseSignal(findInterrupt(error).signal));
      signals.send('SIGINT');
      assert.deepStrictEqual(await signals.ending, { signal: 'SIGINT' });
    }),
    'would have died of a signal that nobody hears': () => withSignals(async (signals) => {
      raiseSignal('SIGHUP');
      assert.deepStrictEqual(await signals.ending, { signal: 'SIGHUP' });
    }),
    'watches': () => withSignals(async (signals) => {
      const watch = watchSignals('SIGHUP');
      signals.send('SIGHUP');
      assert.strictEqual((await watch.next()).value, 'SIGHUP');
      await watch.close();
    }),
    'drains, by the real timers of the test': () => withSignals(async (signals) => {
      const capture = captureSignals('SIGTERM', { drainMs: 5 });
      const aborted = new Promise((resolve) => capture.signal.addEventListener('abort', resolve));
      signals.send('SIGTERM');
      assert.strictEqual(capture.signal.aborted, false);
      await aborted;
      await capture.close();
    }),
  };
  if (!fake) return all;
  return {
    ...all,
    'is ended by grace, by faked timers': () => withSignals(async (signals) => {
      fake.install();
      try {
        void serve([], { graceMs: 60_000 }, never);
        signals.send('SIGTERM');
        fake.tick(60_000);
        assert.deepStrictEqual(await signals.ending, { signal: 'SIGTERM' });
      } finally {
        fake.restore();
      }
    }),
    'is ended by a second Ctrl-C when the window is over, by faked timers': () => withSignals(async (signals) => {
      fake.install();
      try {
        void serve([], {}, never);
        signals.send('SIGINT');
        signals.send('SIGINT');
        fake.tick(500);
        await Promise.resolve();
        signals.send('SIGINT');
        assert.deepStrictEqual(await signals.ending, { signal: 'SIGINT' });
      } finally {
        fake.restore();
      }
    }),
  };
}
