// fakes-time <how> <what>: a test has taken hold of the timers and clocks of the process, after the package was loaded.
import { mock } from 'node:test';
import { captureSignals, findInterrupt } from 'capture-signals';

const [how, what] = process.argv.slice(2);
const HOUR = 3_600_000;
const real = { setTimeout, block: (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms) };
const sleep = (ms: number) => new Promise<void>((resolve) => void real.setTimeout(resolve, ms));
const kill = (signal: NodeJS.Signals) => process.kill(process.pid, signal);

/** As sinon does it: the globals, what `node:timers` exports, what comes before timers, and every clock. `now` is what the clocks show, in milliseconds. */
function replaceByHand(now: () => number): void {
  const timers = process.getBuiltinModule('node:timers') as unknown as Record<string, unknown>;
  const global = globalThis as unknown as Record<string, unknown>;
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']) {
    timers[name] = global[name] = () => ({ ref() {}, unref() {}, hasRef: () => false });
  }
  global['queueMicrotask'] = process.nextTick = () => {};
  const RealDate = Date;
  global['Date'] = class extends RealDate {
    static override now = now;
  };
  Object.defineProperty(performance, 'now', { value: now, configurable: true });
  const hrtime = () => [Math.floor(now() / 1e3), 0] as [number, number];
  process.hrtime = Object.assign(hrtime, { bigint: () => BigInt(Math.floor(now())) * 1_000_000n });
}

const fakes: Record<string, () => unknown> = {
  'nothing': () => {},
  'node:test, all': () => mock.timers.enable(),
  'node:test, Date alone': () => mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 }),
  'by hand, clocks that stand': () => replaceByHand(() => 0),
  'by hand, clocks that jump ahead': () => {
    let now = Date.now();
    replaceByHand(() => (now += HOUR));
  },
  'by hand, clocks that go back': () => {
    let now = Date.now();
    replaceByHand(() => (now -= HOUR));
  },
  'Date.now alone': () => {
    Date.now = () => 0;
  },
};

const whats: Record<string, () => Promise<void>> = {
  async 'opens, is interrupted and closes'() {
    fakes[how!]!();
    const shutdown = captureSignals('SIGTERM', { graceMs: 60_000, repeatMs: 100 });
    kill('SIGTERM');
    try {
      for (;;) await shutdown.checkpoint();
    } catch (error) {
      console.log('checkpoint:', findInterrupt(error)?.signal);
    }
    real.block(300); // the watchdog would act now, were it to go by such a clock
    await shutdown.close();
    console.log('closed');
  },

  async 'fakes between request and closing'() {
    const shutdown = captureSignals('SIGTERM', { graceMs: 60_000, drainMs: 30, repeatMs: 100 });
    kill('SIGTERM');
    await shutdown.promise;
    fakes[how!]!();
    await new Promise<void>((resolve) => shutdown.signal.addEventListener('abort', () => resolve()));
    console.log('drained');
    await sleep(200);
    real.block(300);
    await shutdown.close();
    console.log('closed');
  },

  async 'ends its window'() {
    fakes[how!]!();
    const shutdown = captureSignals('SIGINT', { repeatMs: 100 });
    kill('SIGINT');
    await shutdown.promise;
    kill('SIGINT');
    await sleep(20);
    console.log('a repeat');
    while (process.listenerCount('SIGINT') > 0) await sleep(5);
    kill('SIGINT');
    await sleep(60_000);
  },

  async 'runs out of grace'() {
    fakes[how!]!();
    const shutdown = captureSignals('SIGTERM', { graceMs: 200 });
    kill('SIGTERM');
    await shutdown.promise;
    await sleep(60_000);
  },

  async 'fails, and is never closed'() {
    fakes[how!]!();
    const shutdown = captureSignals('SIGTERM');
    void shutdown.spawn(() => Promise.reject(new Error('a failure')));
    await new Promise(() => {});
  },

  async 'runs out of grace, blocked'() {
    fakes[how!]!();
    const shutdown = captureSignals('SIGTERM', { graceMs: 200 });
    kill('SIGTERM');
    await shutdown.promise;
    real.block(60_000);
  },
};

void whats[what!]!().then(() => process.exit()); // not awaited, so that the process can run out of work on every runtime
