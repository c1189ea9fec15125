// ends-together <block> <reason> <wait>: two scopes end by one reason, and the first closes long before the second. Nobody catches what their blocks let go.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal, type SignalCapture } from 'capture-signals';

const [block, reason, wait] = process.argv.slice(2);
const parent = new AbortController();
const lateWith = () => new Error('no time');

type Open = (signal?: AbortSignal) => SignalCapture;
const work = (signal: AbortSignal) => sleep(60_000, undefined, { signal });
const cleansUp = (name: string, ms: number) => async () => {
  await sleep(ms);
  console.log(name);
};

let hasOpened = false;

const blocks: Record<string, (open: () => SignalCapture, cleanup: () => Promise<void>) => Promise<unknown>> = {
  'run': (open, cleanup) => open().run(async (shutdown) => {
    shutdown.defer(cleanup);
    await work(shutdown.signal);
  }),
  'run, which races': (open, cleanup) => open().run(async (shutdown) => {
    shutdown.defer(cleanup);
    await shutdown.race(sleep(60_000, undefined, { ref: false }));
  }),
  'await using': async (open, cleanup) => {
    await using shutdown = open();
    shutdown.defer(cleanup);
    await work(shutdown.signal);
  },
  'await using, with a cleanup of its own': async (open, cleanup) => {
    await using shutdown = open();
    try {
      await work(shutdown.signal);
    } finally {
      await cleanup();
    }
  },
  'close': async (open, cleanup) => {
    const shutdown = open();
    try {
      await work(shutdown.signal);
    } finally {
      await cleanup();
      await shutdown.close();
    }
  },
  'one that waits for the promise': async (open, cleanup) => {
    await using shutdown = open();
    shutdown.defer(cleanup);
    await shutdown.promise;
    shutdown.signal.throwIfAborted();
  },
  'the first that races, beside one that only waits for the promise': async (open, cleanup) => {
    await using shutdown = open();
    shutdown.defer(cleanup);
    if (hasOpened) return void (await shutdown.promise);
    hasOpened = true;
    await shutdown.race(sleep(60_000, undefined, { ref: false }));
  },
  'one that sees nothing': async (open, cleanup) => {
    await using shutdown = open();
    shutdown.defer(cleanup);
    await sleep(50);
  },
};

const waits: Record<string, (both: Promise<unknown>[]) => unknown> = {
  'Promise.all': (both) => Promise.all(both),
  'Promise.race': (both) => Promise.race(both),
  'nobody': () => {},
  'Promise.all, in an outer scope': (both) => captureSignals('SIGINT').run(() => Promise.all(both)),
  'who catches': (both) => Promise.all(both).catch(() => sleep(150)),
  'who catches each': (both) => Promise.allSettled(both),
};

function both(open: Open, signal?: AbortSignal): unknown {
  const begun = [cleansUp('first', 20), cleansUp('second', 100)].map((cleanup) => blocks[block!]!(() => open(signal), cleanup));
  return waits[wait!]!(begun);
}

const capture: Open = (signal) => captureSignals('SIGINT', { ...(signal && { signal }) });
const reasons: Record<string, () => unknown> = {
  'SIGINT': () => {
    setTimeout(raiseSignal, 5, 'SIGINT');
    return both(capture);
  },
  'a parent': () => {
    setTimeout(() => parent.abort(lateWith()), 5);
    return both(capture, parent.signal);
  },
  'a task of an outer scope': () => captureSignals('SIGTERM').run(async (outer) => {
    void outer.spawn(async () => {
      await sleep(5);
      throw lateWith();
    });
    await both(capture, outer.signal);
  }),
  'what nobody caught': () => captureSignals('SIGTERM', { uncaught: true }).run(async (outer) => {
    setTimeout(() => {
      throw lateWith();
    }, 5);
    await both(capture, outer.signal);
  }),
};

await reasons[reason!]!();
console.log('going on');
