// exits-with-cleanups <way> [folder]: cleanups that are to run at exit, too, when the process exits in whatever way. `'exit'` listeners tell the exit code.
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { captureSignals, raiseSignal, type CaptureOptions, type SignalCapture } from 'capture-signals';

const [way, folder] = process.argv.slice(2);
const never = () => new Promise<never>(() => {});
const says = (text: string) => () => console.log(text);
const work = (signal: AbortSignal) => sleep(60_000, undefined, { signal });

process.on('exit', (code) => console.log(`exit ${code}`));

/** Four cleanups, of which the second and the fourth run at exit. */
function open(options?: CaptureOptions): SignalCapture {
  const shutdown = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], options);
  shutdown.defer(says('pool'));
  shutdown.defer(says('lock'), { name: 'lock', atExit: true });
  shutdown.defer(says('socket'), { atExit: false });
  shutdown.defer(says('folder'), { atExit: true });
  return shutdown;
}

const ways: Record<string, () => unknown> = {
  'the block ends': () => open().run(async () => {}),
  'process.exit()': () => open().run(async () => process.exit()),
  'process.exit(3)': () => open().run(async () => process.exit(3)),
  'process.exit(3) of a library, later': () => open().run(async () => {
    setTimeout(() => process.exit(3), 10);
    await never();
  }),
  'process.exitCode, then process.exit()': () => open().run(async () => {
    process.exitCode = 5;
    process.exit();
  }),
  'process.exit(3) in a task': () => open().run(async (shutdown) => {
    void shutdown.spawn(async () => {
      await sleep(5);
      process.exit(3);
    });
    await never();
  }),
  'process.exit(3) in an abort listener': () => open().run(async ({ signal }) => {
    signal.addEventListener('abort', () => process.exit(3));
    raiseSignal('SIGTERM');
    await never();
  }),
  'process.exit(3) in the first cleanup': async () => {
    const shutdown = open();
    shutdown.defer(() => process.exit(3));
    await shutdown.close();
  },
  'process.exit(3) in the last but one': async () => {
    const shutdown = captureSignals();
    shutdown.defer(says('first'), { atExit: true });
    shutdown.defer(() => process.exit(3), { atExit: true });
    shutdown.defer(says('third'), { atExit: true });
    await shutdown.close();
  },
  'process.exit(3) while one runs': async () => {
    const shutdown = captureSignals();
    shutdown.defer(says('first'), { atExit: true });
    shutdown.defer(async () => {
      console.log('begun');
      setTimeout(() => process.exit(3), 5);
      await sleep(60_000);
    }, { atExit: true });
    await shutdown.close();
  },
  'process.exit(3) behind a closed scope': async () => {
    await open().close();
    process.exit(3);
  },
  'process.exit(3) on a signal of its own': async () => {
    open().defer(says('later'), { atExit: true });
    process.on('SIGUSR2', () => process.exit(3));
    raiseSignal('SIGUSR2');
    await sleep(60_000);
  },
  'an uncaught exception': async () => {
    open();
    setTimeout(() => {
      throw new Error('a bug');
    });
    await sleep(60_000);
  },
  'an unhandled rejection': async () => {
    open();
    void Promise.reject(new Error('a bug'));
    await sleep(60_000);
  },
  'an exception at the top level': () => {
    open();
    throw new Error('a bug');
  },
  'an exception of the block': () => open().run(async () => {
    throw new Error('a bug');
  }),
  'an uncaught exception that closes the scope': () => open({ uncaught: true }).run(async (shutdown) => {
    setTimeout(() => {
      throw new Error('a bug');
    });
    await work(shutdown.signal);
  }),
  'the interrupt, let go': () => open().run(async ({ signal }) => {
    raiseSignal('SIGTERM');
    await work(signal);
  }),
  'the interrupt of another scope': async () => {
    open();
    await captureSignals('SIGUSR2').run(async ({ signal }) => {
      raiseSignal('SIGUSR2');
      await work(signal);
    });
  },
  'the end of its grace': async () => {
    const shutdown = open({ graceMs: 100 });
    shutdown.defer(never, 'pool');
    raiseSignal('SIGTERM');
    await shutdown.promise;
    await shutdown.close();
  },
  'the end of its grace, before it closes': async () => {
    const shutdown = open({ graceMs: 100 });
    raiseSignal('SIGTERM');
    await shutdown.promise;
    await never();
  },
  'the grace of another scope': async () => {
    open();
    const other = captureSignals('SIGUSR2', { graceMs: 100 });
    raiseSignal('SIGUSR2');
    await other.promise;
    await sleep(60_000);
  },
  'the end of work': () => {
    open();
  },
  'the end of work, in a cleanup that hangs': () => {
    const shutdown = open();
    shutdown.defer(never, { name: 'upload', atExit: true });
    void shutdown.close();
  },
  'a second Ctrl-C': async () => {
    const shutdown = open({ repeatMs: 0 });
    raiseSignal('SIGINT');
    await shutdown.promise;
    await sleep(20);
    raiseSignal('SIGINT');
    await sleep(60_000);
  },
  'several scopes': () => {
    const [older, newer] = [open(), captureSignals()];
    newer.defer(says('of the newer'), { atExit: true });
    older.defer(says('of the older, last'), { atExit: true });
    process.exit(3);
  },
  'one that throws': () => {
    const shutdown = open();
    shutdown.defer(() => {
      console.log('throws');
      throw new Error('a bug');
    }, { atExit: true });
    process.exit(3);
  },
  'one that rejects': () => {
    const shutdown = open();
    shutdown.defer(() => Promise.reject(new Error('a bug')), { atExit: true });
    process.exit(3);
  },
  'one whose thenable throws': () => {
    const shutdown = open();
    shutdown.defer(() => ({ get then() { throw new Error('a bug'); } }), { atExit: true });
    process.exit(3);
  },
  'one that is asynchronous': () => {
    const shutdown = open();
    shutdown.defer(async () => {
      console.log('begun');
      await sleep(5);
      console.log('never');
    }, { atExit: true });
    process.exit(3);
  },
  'one that sets an exit code': () => {
    const shutdown = open();
    shutdown.defer(() => {
      process.exitCode = 9;
    }, { atExit: true });
    process.exit(3);
  },
  'one that defers another': () => {
    const shutdown = open();
    shutdown.defer(() => {
      console.log('defers');
      shutdown.defer(says('deferred'), { atExit: true });
    }, { atExit: true });
    process.exit(3);
  },
  'one that closes its scope': () => {
    const shutdown = open();
    shutdown.defer(() => {
      console.log('closes');
      void shutdown.close();
    }, { atExit: true });
    process.exit(3);
  },
  'a listener that closes the scope': () => {
    const shutdown = open();
    process.on('exit', () => void shutdown.close());
    process.exit(3);
  },
  'a cleanup that was added late': async () => {
    const shutdown = open();
    shutdown.defer(async () => {
      shutdown.defer(says('late'), { atExit: true });
      process.exit(3);
    });
    await shutdown.close();
  },
  'two copies': async () => {
    open();
    const other: typeof import('capture-signals') = await import(pathToFileURL(`${folder}/index.js`).href);
    other.captureSignals().defer(says('of the other copy'), { atExit: true });
    process.exit(3);
  },
  'one function twice': () => {
    const shutdown = captureSignals();
    const again = says('again');
    shutdown.defer(again, { atExit: true });
    shutdown.defer(again, { atExit: true });
    process.exit(3);
  },
  'many, without a warning': () => {
    const scopes = Array.from({ length: 20 }, () => captureSignals());
    const before = process.listenerCount('exit');
    for (const scope of scopes) scope.defer(() => {}, { atExit: true });
    console.log('listeners', process.listenerCount('exit') - before);
    process.exit(3);
  },
  'listeners': async () => {
    const before = process.listenerCount('exit');
    const shutdown = captureSignals();
    shutdown.defer(() => {});
    const without = process.listenerCount('exit') - before;
    shutdown.defer(() => {}, { atExit: true });
    const [one, other] = [captureSignals(), captureSignals()];
    one.defer(() => {}, { atExit: true });
    const open = process.listenerCount('exit') - before;
    await shutdown.close();
    await one.close();
    await other.close();
    console.log('listeners', without, open, process.listenerCount('exit') - before);
  },
  'with all listeners removed': () => {
    const shutdown = open();
    process.removeAllListeners('exit');
    shutdown.defer(says('later'), { atExit: true });
    process.exit(3);
  },
};

await ways[way!]!();
