// misses-the-interrupt <way>: the block does something that knows nothing of signals when one comes; the program must not go on as if nothing had been.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

const way = process.argv[2]!;

const tasks: Record<string, (shutdown: SignalCapture, signal: AbortSignal) => Promise<unknown>> = {
  'checkpoint': async (shutdown) => {
    for (;;) {
      await sleep(1);
      await shutdown.checkpoint();
    }
  },
  'race': (shutdown) => shutdown.race(sleep(60_000, undefined, { ref: false })),
  'own signal': (_, signal) => sleep(60_000, undefined, { signal }),
  'interrupted': async (shutdown) => {
    while (!shutdown.interrupted) await sleep(1);
    throw shutdown.interrupted;
  },
};

async function work(): Promise<void> {
  await using shutdown = captureSignals();
  await using _ = {
    async [Symbol.asyncDispose]() {
      if (way === 'while it tears down') {
        process.kill(process.pid, 'SIGINT');
        await sleep(50);
      }
      console.log('cleaned up');
    },
  };
  await sleep(1, undefined, { signal: shutdown.signal });
  if (way === 'while it tears down') return;
  const task = tasks[way];
  if (task) void shutdown.spawn((signal) => task(shutdown, signal));
  process.kill(process.pid, 'SIGINT');
  await sleep(50);
}

process.on('exit', (code) => console.log(`exit ${code}`));
await work();
console.log('goes on as if nothing had been');
