// lives <lives' kind>: opens and closes captures, one life after another, until a signal kills it. Says of each signal when it was caught:
// thrown, or there to be asked for when the block had ended.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt, type InterruptError } from 'capture-signals';

const kind = process.argv[2]!;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGUSR2'] as const;
const OPTIONS = { repeatMs: 2, graceMs: 10_000 };
let life = 0;
let seen = undefined as (() => InterruptError | undefined) | undefined;

const kinds: Record<string, () => Promise<void>> = {
  // Nothing but opening and closing.
  async bare() {
    await using _ = captureSignals(SIGNALS, { repeatMs: 0 });
  },
  // Work that takes the signal, and a cleanup.
  async work() {
    await using shutdown = captureSignals(SIGNALS, OPTIONS);
    await using _ = { [Symbol.asyncDispose]: () => setTimeout(life % 3) };
    const { signal } = shutdown;
    try {
      await setTimeout(60 + (life % 30), undefined, { signal });
    } finally {
      seen = () => shutdown.interrupted;
    }
  },
  // Tasks, and a busy stretch.
  async tasks() {
    await using shutdown = captureSignals(SIGNALS, OPTIONS);
    void shutdown.spawn((signal) => setTimeout(30, undefined, { signal }));
    void shutdown.spawn((signal) => setTimeout(90, undefined, { signal }));
    for (const until = performance.now() + 5; performance.now() < until;) await shutdown.checkpoint();
    await setTimeout(75);
  },
  // A thread that hears SIGINT, from the beginning to the end of each life.
  async watched() {
    await using shutdown = captureSignals(SIGNALS, { ...OPTIONS, watchdog: true });
    const { signal } = shutdown;
    try {
      await setTimeout(20 + 40 * (life % 3), undefined, { signal });
    } finally {
      seen = () => shutdown.interrupted;
    }
  },
  // One in another.
  async nested() {
    await using outer = captureSignals(SIGNALS, OPTIONS);
    void outer.signal;
    seen = () => outer.interrupted;
    {
      await using inner = captureSignals(SIGNALS, { ...OPTIONS, exclusive: true });
      await inner.race(setTimeout(60));
    }
    await outer.race(setTimeout(20));
    seen = () => outer.interrupted;
  },
};

/** Until no window for repeats is open any more, a signal would rightly be swallowed. */
async function unlistened(): Promise<void> {
  while (SIGNALS.some((signal) => process.listenerCount(signal) > 0)) await setTimeout(1);
}

console.log('ready');
let [first, since] = [0, performance.now()];
for (;; life++) {
  seen = undefined as typeof seen;
  const thrown: unknown = await kinds[kind]!().then(() => undefined, (error: unknown) => error ?? 'nothing');
  const interrupt = findInterrupt(thrown) ?? seen?.();
  if (thrown !== undefined && !interrupt) throw thrown;
  if (interrupt) {
    const lives = `${life - first + 1} lives of ${performance.now() - since} ms`;
    await unlistened();
    console.log(`caught ${interrupt.signal} after ${lives}`);
    [first, since] = [life, performance.now()];
  }
}
