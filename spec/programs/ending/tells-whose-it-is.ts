// tells-whose-it-is <way>: two scopes are ended, one after the other, and an error is let go that belongs to one of them, or to none.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, type SignalCapture, type SignalName } from 'capture-signals';
import { relayed } from '../../support/in-flight.ts';

const work = (signal: AbortSignal) => sleep(60_000, undefined, { signal });
const diskFull = () => new Error('disk full: the job was not saved');

/** An operation of the program's own that is aborted, soon, for a reason of its own. */
function save(): Promise<unknown> {
  const own = new AbortController();
  setTimeout(() => own.abort(diskFull()), 10);
  return work(own.signal);
}

/** What the signal makes of work in the scope; the scope stays open. */
async function interruptBy(signal: SignalName, { signal: given }: SignalCapture): Promise<never> {
  setTimeout(raiseSignal, 5, signal);
  await work(given);
  throw new Error('It was not interrupted');
}

const ways: Record<string, () => Promise<unknown>> = {
  'a task that is told to end is aborted for a reason of its own': async () => {
    await using shutdown = captureSignals('SIGTERM');
    void shutdown.spawn(async (signal) => {
      await once(signal, 'abort');
      await save();
    });
    setTimeout(raiseSignal, 5, 'SIGTERM');
    await shutdown.promise;
  },
  'a cleanup is aborted for a reason of its own': async () => {
    await using shutdown = captureSignals('SIGTERM');
    shutdown.defer(save);
    setTimeout(raiseSignal, 5, 'SIGTERM');
    await shutdown.promise;
  },
  'the main of run is aborted for a reason of its own': () => captureSignals('SIGINT').run(async (shutdown) => {
    setTimeout(raiseSignal, 5, 'SIGINT');
    await shutdown.promise;
    console.log('saving');
    await save();
  }),
  'a block is aborted for a reason of its own': async () => {
    await using shutdown = captureSignals('SIGINT');
    setTimeout(raiseSignal, 5, 'SIGINT');
    await shutdown.promise;
    console.log('saving');
    await save();
  },
  'a floating operation is aborted for a reason of its own': async () => {
    await using shutdown = captureSignals('SIGINT');
    setTimeout(raiseSignal, 5, 'SIGINT');
    await shutdown.promise;
    console.log('saving');
    void save();
    await sleep(10_000).then(() => console.log('never'));
  },
  'an operation long after is aborted for a reason of its own': async () => {
    const shutdown = captureSignals('SIGINT', { repeatMs: 0 });
    await interruptBy('SIGINT', shutdown).catch(() => {});
    await shutdown.close();
    await sleep(50);
    console.log('going on');
    await save();
  },
  'an operation behind another scope is aborted for no reason': async () => {
    const shutdown = captureSignals('SIGINT', { repeatMs: 0 });
    await interruptBy('SIGINT', shutdown).catch(() => {});
    await shutdown.close();
    await captureSignals('SIGINT').run(async () => console.log('going on'));
    throw Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' });
  },
  'a task of a cancelled scope lets the interrupt of its own scope go': async () => {
    const shutdown = captureSignals('SIGINT');
    void shutdown.spawn(async () => {
      await using inner = captureSignals('SIGTERM');
      await interruptBy('SIGTERM', inner);
    });
    shutdown.abort(new Error('enough'));
    await sleep(50);
    await shutdown.close();
    console.log('goes on as if SIGTERM had not come');
  },
  'a task of a scope that closes lets the interrupt of its own scope go': async () => {
    const shutdown = captureSignals('SIGINT');
    void shutdown.spawn(async () => {
      await using inner = captureSignals('SIGTERM');
      await interruptBy('SIGTERM', inner);
    });
    await shutdown.close();
    console.log('goes on as if SIGTERM had not come');
  },
  'another one takes the interrupt that comes while the first cleans up': async () => {
    const first = captureSignals('SIGINT', { repeatMs: 0 });
    try {
      await interruptBy('SIGINT', first);
    } finally {
      void relayed().then(() => raiseSignal('SIGTERM'));
      await captureSignals('SIGTERM').run(async (other) => console.log('the other took', await other.promise));
      await first.close();
    }
  },
  'a Ctrl-C comes behind an interrupt that was handed on': async () => {
    const shutdown = captureSignals(['SIGINT', 'SIGTERM']);
    try {
      setTimeout(() => shutdown.abort(new InterruptError('SIGTERM')), 5);
      await work(shutdown.signal);
    } finally {
      raiseSignal('SIGINT');
      await sleep(20);
      await shutdown.close();
    }
  },
  'run is left with the interrupt of another scope': () => leaves((first) => captureSignals('SIGTERM', { repeatMs: 0 }).run((other) => lets(first, other, false))),
  'run is left with the bare interrupt of another scope': () => leaves((first) => captureSignals('SIGTERM', { repeatMs: 0 }).run((other) => lets(first, other, true))),
  'a block is left with the interrupt of another scope': () => leaves(async (first) => {
    await using other = captureSignals('SIGTERM', { repeatMs: 0 });
    await lets(first, other, false);
  }),
  'the first of AbortSignal.any is let go': async () => {
    await using first = captureSignals('SIGINT', { repeatMs: 0 });
    await using second = captureSignals('SIGTERM', { repeatMs: 0 });
    first.defer(() => console.log('cleaned up'));
    setTimeout(raiseSignal, 5, 'SIGTERM');
    await work(AbortSignal.any([first.signal, second.signal])).finally(async () => {
      await relayed();
      raiseSignal('SIGINT');
      await first.promise;
    });
  },
  'a clone of its interrupt floats beside the cleanup': async () => {
    await using shutdown = captureSignals('SIGTERM');
    shutdown.defer(async () => {
      await sleep(30);
      console.log('cleaned up');
    });
    await interruptBy('SIGTERM', shutdown).finally(() => void Promise.reject(structuredClone(shutdown.interrupted)));
  },
  'an inner scope fails while the outer is interrupted': async () => {
    await using outer = captureSignals('SIGTERM');
    outer.defer(() => console.log('cleaned up'));
    await interruptBy('SIGTERM', outer).catch(async () => {
      await captureSignals('SIGINT').run(async (inner) => {
        void inner.spawn(save, 'save');
        await work(inner.signal);
      });
    });
  },
};

async function leaves(block: (first: SignalCapture) => Promise<unknown>): Promise<void> {
  await using first = captureSignals('SIGINT', { repeatMs: 0 });
  await block(first);
}

/** `other` was interrupted by SIGTERM, and lets the SIGINT of `first` go, in Node's wrapping or as it is. */
async function lets(first: SignalCapture, other: SignalCapture, isBare: boolean): Promise<void> {
  try {
    await interruptBy('SIGINT', first);
  } catch (error) {
    setTimeout(raiseSignal, 5, 'SIGTERM');
    console.log('this one:', await other.promise);
    throw isBare ? findInterrupt(error) : error;
  }
}

await ways[process.argv[2]!]!();
