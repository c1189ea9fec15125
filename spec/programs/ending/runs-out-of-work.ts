// runs-out-of-work <how> <way>: nothing is left to do while scopes are open. `how` tells who closes the scope of the program.
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal, type CaptureOptions, type SignalCapture, type SignalName } from 'capture-signals';

const [how, way] = process.argv.slice(2);
const never = () => new Promise<never>(() => {});
const diskFull = () => Promise.reject(new Error('the disk is full'));
const work = (signal: AbortSignal) => sleep(60_000, undefined, { signal });
const canceledBy = (signal: AbortSignal) => new Promise<never>((_, reject) => {
  signal.addEventListener('abort', () => reject(Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' })));
});
const says = (text: string) => () => console.log(text);

type Main = (shutdown: SignalCapture) => unknown;

/** Who closes a scope. */
const HOWS: Record<string, (main: Main, signals?: SignalName[], options?: CaptureOptions) => Promise<unknown>> = {
  'await using': async (main, signals, options) => {
    await using shutdown = captureSignals(signals, options);
    await main(shutdown);
  },
  'run': (main, signals, options) => captureSignals(signals, options).run(async (shutdown) => void (await main(shutdown))),
  'finally': async (main, signals, options) => {
    const shutdown = captureSignals(signals, options);
    try {
      await main(shutdown);
    } finally {
      await shutdown.close();
    }
  },
  'nobody': async (main, signals, options) => main(captureSignals(signals, options)),
};
const open = HOWS[how!.replace(', floating', '')]!;

process.on('exit', (code) => console.log(`exit ${code}`));

/** Whether the program waits for itself at the top level. */
const isFloating = how!.endsWith(', floating');

const ways: Record<string, () => unknown> = {
  // A scope whose closing has not begun
  'is idle': () => open((shutdown) => {
    shutdown.defer(says('first'));
    shutdown.defer(says('second'));
  }),
  'awaits what nobody settles': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    return never();
  }),
  'awaits what nobody settles, with a task': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    void shutdown.spawn(async (signal) => {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      console.log('task told:', (signal.reason as Error).message);
      await sleep(5);
      console.log('task ended');
    }, 'poll');
    return never();
  }),
  'races what nobody settles': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    return shutdown.race(never());
  }),
  'awaits what is aborted, in other words': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    return canceledBy(shutdown.signal);
  }),
  'has begun what is aborted, in other words': () => open((shutdown) => {
    shutdown.defer(() => sleep(20).then(says('cleaned up')));
    void canceledBy(shutdown.signal);
    return never();
  }),
  'has an exit code': () => open((shutdown) => {
    process.exitCode = 7;
    shutdown.defer(says('cleaned up'));
    return never();
  }),
  'has an exit code of its cleanup': () => open((shutdown) => {
    shutdown.defer(() => {
      process.exitCode = 8;
      console.log('cleaned up');
    });
    return never();
  }),
  'has several': async () => {
    for (const number of [1, 2, 3]) {
      const scope = captureSignals();
      scope.defer(async () => {
        console.log(`${number} begins`);
        await sleep(2);
        console.log(`${number} ends`);
      });
    }
    await open((shutdown) => {
      shutdown.defer(says('newest'));
      return never();
    });
  },
  'has a cleanup that fails': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    shutdown.defer(diskFull);
    return never();
  }),
  'has two scopes whose cleanups fail': async () => {
    const older = captureSignals();
    older.defer(says('the older has cleaned up'));
    older.defer(() => Promise.reject(new Error('the net is down')));
    await open((shutdown) => {
      shutdown.defer(says('the newer has cleaned up'));
      shutdown.defer(diskFull);
      return never();
    });
  },
  'has a cleanup that exceeds its own deadline': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    shutdown.defer(() => {
      const deadline = new AbortController();
      setTimeout(() => deadline.abort(), 10);
      return work(deadline.signal);
    });
    return never();
  }),
  'has a cleanup that uses the signal of its scope': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    shutdown.defer(() => work(shutdown.signal));
    return never();
  }),
  'has a cleanup that fails, and floats what closing aborts': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    shutdown.defer(diskFull);
    void once(new EventTarget(), 'never', { signal: shutdown.signal });
    return never();
  }),
  'was cancelled without a reason, beside an older scope': async () => {
    captureSignals().defer(says('the older has cleaned up'));
    await open((shutdown) => {
      shutdown.defer(says('cleaned up'));
      void once(new EventTarget(), 'never', { signal: shutdown.signal });
      shutdown.abort();
      return never();
    });
  },
  'has a block that ends when its cleanup fails, beside an older scope': async () => {
    captureSignals().defer(() => sleep(10).then(says('the older has cleaned up')));
    await open((shutdown) => {
      shutdown.defer(says('cleaned up'));
      shutdown.defer(diskFull);
      return once(new EventTarget(), 'never', { signal: shutdown.signal });
    });
  },
  'has a cleanup that fails, where somebody listens for uncaught errors': () => open((shutdown) => {
    process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
    shutdown.defer(says('cleaned up'));
    shutdown.defer(diskFull);
    return never();
  }),
  'was interrupted, where somebody listens for uncaught errors': () => open((shutdown) => {
    process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
    shutdown.defer(says('cleaned up'));
    raiseSignal('SIGTERM');
    return never();
  }),
  'has fake timers': () => open((shutdown) => {
    mock.timers.enable();
    shutdown.defer(says('cleaned up'));
    return never();
  }),
  'takes uncaught errors, and has none': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    return never();
  }, undefined, { uncaught: true, graceMs: 60_000, drainMs: 60_000, watchdog: true, exclusive: true }),
  'has a failed task': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    void shutdown.spawn(diskFull);
    return never();
  }),
  'has a failed task and an interrupted scope beside': async () => {
    const other = captureSignals('SIGTERM');
    other.defer(says('the other has cleaned up'));
    await open(async (shutdown) => {
      shutdown.defer(says('cleaned up'));
      void shutdown.spawn(diskFull);
      raiseSignal('SIGTERM');
      await never();
    });
  },
  'was interrupted, and nobody has asked': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    raiseSignal('SIGTERM');
    return never();
  }),
  'was interrupted, and has taken it': () => open(async (shutdown) => {
    shutdown.defer(says('cleaned up'));
    raiseSignal('SIGTERM');
    console.log('took', await shutdown.promise);
    await never();
  }),
  'was interrupted, and has let it go beside': () => open(async (shutdown) => {
    shutdown.defer(says('cleaned up'));
    void work(shutdown.signal);
    raiseSignal('SIGTERM');
    await shutdown.promise;
    await never();
  }),
  'is closed by hand, beside an older one': async () => {
    const older = captureSignals();
    older.defer(says('the older has cleaned up'));
    await open((shutdown) => {
      shutdown.defer(says('cleaned up'));
      setImmediate(() => shutdown.close());
      return never();
    });
  },
  'closes the older one itself as the newer is closed, and catches what that throws': () => {
    const [older, newer] = [captureSignals(), captureSignals('SIGHUP')];
    older.defer(() => sleep(20).then(diskFull));
    newer.defer(() => void older.close().catch((error: Error) => console.log(`caught: ${error.message}`)));
  },
  'needs the scope around it as it is closed': () => open(async (shutdown) => {
    await captureSignals('SIGHUP').run((inner) => inner.race(never())).catch(() => {});
    shutdown.defer(says('cleaned up'));
  }),
  'was cancelled, has let that go beside, and was interrupted': async () => {
    const shutdown = captureSignals();
    shutdown.defer(says('cleaned up'));
    shutdown.abort(new Error('the disk is full'));
    void work(shutdown.signal);
    raiseSignal('SIGTERM');
  },
  'opens another as it is closed': () => open((shutdown) => {
    shutdown.defer(() => {
      captureSignals().defer(says('of another'));
      console.log('cleaned up');
    });
    return never();
  }),
  'has a listener that finds work': () => open((shutdown) => {
    let left = 2;
    process.on('beforeExit', () => {
      if (left-- > 0) setTimeout(says('more work'), 5);
    });
    shutdown.defer(says('cleaned up'));
    return never();
  }),
  'has a listener that goes on for ever': () => open((shutdown) => {
    process.on('beforeExit', () => setTimeout(() => {}, 5));
    shutdown.defer(() => {
      console.log('cleaned up');
      process.exit(4);
    });
    return never();
  }),
  'was cancelled, and has let that go beside in other words, with an idle scope beside': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    captureSignals('SIGHUP').defer(says('the other has cleaned up'));
    void canceledBy(shutdown.signal);
    shutdown.abort(new Error('the disk is full'));
    return never();
  }, ['SIGTERM']),
  'has removed all listeners': () => open((shutdown) => {
    process.removeAllListeners('beforeExit');
    shutdown.defer(says('cleaned up'));
    raiseSignal('SIGTERM');
    return never();
  }),
  'exits in its cleanup': () => open((shutdown) => {
    shutdown.defer(says('not reached'));
    shutdown.defer(() => process.exit(3));
    return never();
  }),
  'calls exit instead': () => open((shutdown) => {
    shutdown.defer(says('not reached'));
    process.exit(3);
  }),

  // A scope that is closing
  'hangs in a cleanup, interrupted': () => open((shutdown) => {
    shutdown.defer(never, 'pool');
    raiseSignal('SIGTERM');
    return work(shutdown.signal);
  }),
  'hangs in a cleanup, failed': () => open((shutdown) => {
    shutdown.defer(never, 'pool');
    void shutdown.spawn(diskFull);
    return work(shutdown.signal);
  }),
  'hangs in a cleanup, failed, and has let that go': () => open((shutdown) => {
    shutdown.defer(never, 'pool');
    return shutdown.spawn(diskFull);
  }),
  'hangs in a cleanup': () => open((shutdown) => {
    shutdown.defer(says('not reached'));
    shutdown.defer(never, 'pool');
  }),
  'hangs in a cleanup, cancelled': () => open((shutdown) => {
    shutdown.defer(never, 'pool');
    shutdown.abort(new Error('enough'));
  }),
  'hangs in a cleanup without a name': () => open((shutdown) => {
    shutdown.defer(() => new Promise<void>(() => {}));
    raiseSignal('SIGINT');
    return work(shutdown.signal);
  }),
  'hangs in a task': () => open((shutdown) => {
    shutdown.defer(says('not reached'), 'lock');
    void shutdown.spawn(never, 'upload');
  }),
  'hangs in a task, interrupted': () => open((shutdown) => {
    void shutdown.spawn(never, 'upload');
    raiseSignal('SIGHUP');
    return work(shutdown.signal);
  }),
  'hangs in what it caught': () => open(async (shutdown) => {
    shutdown.defer(says('cleaned up'));
    raiseSignal('SIGTERM');
    await work(shutdown.signal).catch(never);
  }),
  'hangs inside another that hangs': () => open((outer) => {
    outer.defer(never, 'outer');
    return open((inner) => {
      inner.defer(never, 'inner');
      raiseSignal('SIGTERM');
      return work(inner.signal);
    });
  }),
  'hangs beside one whose cleanup fails': async () => {
    captureSignals().defer(diskFull);
    await open((shutdown) => {
      shutdown.defer(never, 'pool');
    });
  },
  'was cancelled, and interrupted then, with a drain': () => {
    const shutdown = captureSignals('SIGTERM', { drainMs: 600_000 });
    shutdown.defer(says('cleaned up'));
    shutdown.abort('enough');
    raiseSignal('SIGTERM');
  },
  'hangs beside one whose cleanups fail': async () => {
    const older = captureSignals();
    for (const cleanup of [diskFull, () => Promise.reject(new Error('the net is down'))]) older.defer(cleanup);
    await open((shutdown) => {
      shutdown.defer(never, 'pool');
    });
  },
  'hangs beside one that was interrupted': async () => {
    captureSignals('SIGTERM');
    raiseSignal('SIGTERM');
    await open((shutdown) => {
      shutdown.defer(never, 'pool');
    }, ['SIGHUP']);
  },
  'hangs, with an exit code': () => open((shutdown) => {
    process.exitCode = 7;
    shutdown.defer(never, 'pool');
  }),
  'hangs where somebody listens for uncaught errors': () => open((shutdown) => {
    process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
    shutdown.defer(never, 'pool');
    raiseSignal('SIGTERM');
    return work(shutdown.signal);
  }),
  'hangs with a grace': () => open((shutdown) => {
    shutdown.defer(never, 'pool');
    raiseSignal('SIGTERM');
    return work(shutdown.signal);
  }, undefined, { graceMs: 150 }),
  'hangs for a while': () => open((shutdown) => {
    const busy = setTimeout(() => {}, 60_000);
    shutdown.defer(async () => {
      setTimeout(() => busy.unref(), 20);
      await sleep(60_000, undefined, { ref: false });
    }, 'pool');
    raiseSignal('SIGTERM');
    return work(shutdown.signal);
  }),
  'has a cleanup that waits for the promise': () => open((shutdown) => {
    shutdown.defer(async () => console.log('told', await shutdown.promise));
    return never();
  }),

  // The last thing that happens is a signal of its own
  'raises from a timer': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    setTimeout(() => raiseSignal('SIGTERM'), 10);
    return shutdown.race(never());
  }),
  'raises from an immediate': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    setImmediate(() => raiseSignal('SIGTERM'));
    return shutdown.race(never());
  }),
  'raises at once': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    raiseSignal('SIGTERM');
    return shutdown.race(never());
  }),
  'raises when a prompt closes': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    const input = new PassThrough();
    createInterface({ input }).once('close', () => raiseSignal('SIGTERM'));
    setImmediate(() => input.end());
    return shutdown.race(never());
  }),
  'raises when stdin ends': () => open(async (shutdown) => {
    shutdown.defer(says('cleaned up'));
    createInterface({ input: process.stdin }).once('close', () => raiseSignal('SIGTERM'));
    await shutdown.race(never());
  }),
  'raises before exit': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    process.once('beforeExit', () => raiseSignal('SIGTERM'));
    return shutdown.race(never());
  }),
  'raises in a microtask': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    queueMicrotask(() => raiseSignal('SIGTERM'));
    return shutdown.race(never());
  }),
  'raises in a drain': () => open((shutdown) => {
    shutdown.defer(says('cleaned up'));
    setTimeout(() => raiseSignal('SIGTERM'), 5);
    return work(shutdown.signal);
  }, undefined, { drainMs: 30 }),
  'raises for a listener of its own': async () => {
    const heard = once(process, 'SIGUSR2');
    setTimeout(() => raiseSignal('SIGUSR2'), 5);
    await open((shutdown) => {
      shutdown.defer(says('cleaned up'));
    });
    await heard;
    console.log('heard');
  },
};

const program = ways[way!]!();
if (!isFloating) await program;
