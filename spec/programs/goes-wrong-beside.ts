// goes-wrong-beside <way>: what the process is to end by when more than one thing goes wrong at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, InterruptError, raiseSignal } from 'capture-signals';

const ways: Record<string, () => Promise<void>> = {
  // An interrupt has been put aside when the cleanup turns out to have a bug.
  'a bug in the cleanup': async () => {
    const shutdown = captureSignals('SIGTERM');
    shutdown.signal.addEventListener('abort', () => setTimeout(() => {
      throw new Error('a bug');
    }, 20));
    void sleep(60_000, undefined, { signal: shutdown.signal });
    raiseSignal('SIGTERM');
    await sleep(2000); // Bun runs on until this is over
  },
  // The output of the end still goes out.
  'a bug while the output goes out': async () => {
    await using shutdown = captureSignals('SIGTERM');
    raiseSignal('SIGTERM');
    await shutdown.race(sleep(60_000)).finally(() => {
      process.stdout.write('x'.repeat(2 ** 20));
      setTimeout(() => {
        throw new Error('a bug');
      }, 100);
    });
  },
  'a failure of a scope that is never closed': async () => {
    captureSignals('SIGTERM', { uncaught: true });
    setTimeout(() => {
      throw new Error('a bug');
    }, 10);
  },
  'an interrupt of its own making': async () => {
    await using shutdown = captureSignals('SIGHUP');
    shutdown.abort(new InterruptError('SIGTERM'));
    shutdown.signal.throwIfAborted();
  },
  'many interrupts put aside, one after another': async () => {
    for (let round = 0; round < 15; round++) {
      await using shutdown = captureSignals('SIGTERM', { repeatMs: 0 });
      void shutdown.race(new Promise(() => {}));
      raiseSignal('SIGTERM');
      await shutdown.promise;
      await sleep(5);
    }
  },
};

await ways[process.argv[2]!]!();
