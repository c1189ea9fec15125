// exits <where>: the program ends itself with an explicit exit code, wherever that may be, whatever is open, has failed or waits.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, watchSignals, type SignalCapture } from 'capture-signals';

const where = process.argv[2]!;
const exit = () => process.exit(3);
const never = () => new Promise<void>(() => {});
const interrupt = () => process.kill(process.pid, 'SIGTERM');
const fail = () => Promise.reject(new Error('no database'));

process.on('exit', (code) => console.log(`exit ${code}`));
const server = setInterval(() => {}, 1000);

const places: Record<string, () => unknown> = {
  'an abort listener of a failure': () => {
    const shutdown = captureSignals(undefined, { uncaught: true });
    shutdown.signal.addEventListener('abort', exit);
    setTimeout(() => {
      throw new Error('no database');
    });
  },
  'an abort listener of an interrupt': () => {
    captureSignals().signal.addEventListener('abort', exit);
    interrupt();
  },
  'onSignal': () => {
    captureSignals(undefined, { onSignal: exit });
    interrupt();
  },
  'a task': async () => {
    await using shutdown = captureSignals();
    void shutdown.spawn(async () => {
      await sleep(10);
      exit();
    });
    await shutdown.race(never());
  },
  'a task that is cancelled': async () => {
    await using shutdown = captureSignals();
    void shutdown.spawn((signal) => new Promise(() => signal.addEventListener('abort', exit)));
    interrupt();
    await shutdown.race(never());
  },
  'beside a task that has failed': async () => {
    await using shutdown = captureSignals();
    void shutdown.spawn(fail);
    await sleep(10);
    exit();
  },
  'the cleanup of an interrupt': async () => {
    await using shutdown = captureSignals();
    await using _ = { [Symbol.asyncDispose]: async () => exit() };
    interrupt();
    await shutdown.race(never());
  },
  'the cleanup of a failure, with a grace': async () => {
    await using shutdown = captureSignals(undefined, { graceMs: 60_000 });
    shutdown.defer(exit);
    void shutdown.spawn(fail);
    await shutdown.race(never());
  },
  'the main of run': () => captureSignals().run(async (shutdown) => {
    void shutdown.spawn(fail);
    await sleep(10);
    exit();
  }),
  'beside what was put aside': async () => {
    const shutdown = captureSignals();
    void sleep(60_000, undefined, { signal: shutdown.signal });
    interrupt();
    await shutdown.promise;
    await sleep(10);
    exit();
  },
  'a catch, beside a scope that is being interrupted': async () => {
    const other = captureSignals();
    void other.spawn((signal) => new Promise((resolve) => signal.addEventListener('abort', () => setTimeout(resolve, 60_000))));
    try {
      await using shutdown = captureSignals();
      interrupt();
      await shutdown.race(never());
    } catch (error) {
      if (findInterrupt(error)) exit();
    }
  },
  'a drain': async () => {
    const shutdown = captureSignals(undefined, { drainMs: 60_000 });
    interrupt();
    await shutdown.promise;
    exit();
  },
  'within a window': async () => {
    const shutdown = captureSignals();
    interrupt();
    await shutdown.promise;
    await shutdown.close();
    interrupt();
    exit();
  },
  'a closing that waits': async () => {
    const shutdown: SignalCapture = captureSignals();
    void shutdown.spawn(() => sleep(60_000));
    void shutdown.close();
    await sleep(10);
    exit();
  },
  'a watch': async () => {
    process.nextTick(() => process.kill(process.pid, 'SIGHUP'));
    for await (const _ of watchSignals('SIGHUP')) exit();
  },
  'before exit': async () => {
    clearInterval(server);
    const shutdown = captureSignals();
    process.on('beforeExit', exit);
    void sleep(60_000, undefined, { signal: shutdown.signal });
    interrupt();
    await shutdown.promise;
  },
  'a listener for uncaught errors': async () => {
    process.on('uncaughtException', exit);
    await using shutdown = captureSignals();
    interrupt();
    await shutdown.race(never());
  },
  'while the output of an interrupt goes out': async () => {
    await using shutdown = captureSignals();
    interrupt();
    await shutdown.race(never()).finally(() => {
      process.stdout.write('x'.repeat(2 ** 22));
      setTimeout(exit, 100);
    });
  },
  'an exit listener': async () => {
    process.on('exit', exit);
    await using shutdown = captureSignals();
    void shutdown.spawn(fail);
    await shutdown.race(never()).catch(() => {});
    process.exit(1);
  },
};

process.on('exit', () => console.log('a later exit listener'));
await places[where]!();
