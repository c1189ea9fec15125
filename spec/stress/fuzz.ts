import { captureSignals, findInterrupt, raiseSignal, watchSignals, type SignalCapture, type SignalEvent } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { expect } from 'chai';
import { unlistened } from '../support/unlistened.ts';

const TRIES = 20_000;
const LIVES = 2000;

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;

const VALUES: readonly unknown[] = [
  undefined, null, true, false, 0, -1, 0.5, NaN, Infinity, 2 ** 31, 5n, '', 'SIGINT', 'SIGTERM', 'sigint', 'SIGKILL', 'SIGSEGV', 'SIGPIPE', 'TERM',
  '\0', '🦆', [], ['SIGTERM'], ['SIGTERM', 'SIGFOO'], [[]], new Set(['SIGHUP']), new Map(), {}, Object.create(null), () => {}, Symbol('s'), new Date(),
  new AbortController().signal, AbortSignal.abort(), new Proxy({}, {}), new Proxy([], {}), new Error('e'), Promise.resolve(),
];
const NAMES = ['signal', 'graceMs', 'repeatMs', 'drainMs', 'onSignal', 'exclusive', 'uncaught', 'delayMs', 'timeoutMs', 'grace', '__proto__', 'constructor'];

function randomOptions(): unknown {
  if (Math.random() < 0.3) return pick(VALUES);
  return Object.fromEntries(Array.from({ length: Math.floor(Math.random() * 4) }, () => [pick(NAMES), pick(VALUES)]));
}

type Anything = any;

describe('Arguments of every kind', function () {
  this.timeout(120_000);

  it(`are taken, or refused with a TypeError or RangeError that says who expected what (${TRIES} tries)`, async () => {
    await captureSignals('SIGUSR2').close(); // with the first come the listeners that stay for the life of the process
    const before = process.eventNames().map((name) => process.listenerCount(name)).join();
    let taken = 0;
    for (let tries = 0; tries < TRIES; tries++) {
      const run = pick<() => AsyncDisposable>([
        () => captureSignals(pick(VALUES) as Anything, randomOptions() as Anything),
        () => watchSignals(pick(VALUES) as Anything, randomOptions() as Anything),
        () => drainServer(pick(VALUES) as Anything, randomOptions() as Anything),
      ]);
      let opened: AsyncDisposable | undefined;
      try {
        opened = run();
        taken++;
      } catch (error) {
        expect(error).to.satisfy((thrown: unknown) => thrown instanceof TypeError || thrown instanceof RangeError);
        expect((error as Error).message).to.match(/^(captureSignals|watchSignals|drainServer) expected .*received /s);
      }
      await opened?.[Symbol.asyncDispose]();
    }
    expect(process.eventNames().map((name) => process.listenerCount(name)).join()).to.equal(before);
    console.log(`      ${TRIES} calls, ${taken} taken`);
  });
});

describe('Members in every order', function () {
  this.timeout(300_000);

  it(`leave nothing behind, and no error but interrupts and failures of their own (${LIVES} captures)`, async () => {
    const expected = new Error('of a task');
    let interrupts = 0;
    const allowed = (error: unknown): void => {
      if (findInterrupt(error)) interrupts++;
      else if (error !== expected && (error as Error)?.name !== 'AbortError' && !/has closed/.test((error as Error)?.message)) {
        if (!(error instanceof AggregateError)) throw error;
        error.errors.forEach(allowed);
      }
    };
    const acts: readonly ((capture: SignalCapture) => unknown)[] = [
      (capture) => capture.signal, (capture) => capture.promise, (capture) => capture.interrupted, (capture) => capture.abort(),
      (capture) => capture.close(), (capture) => capture[Symbol.asyncDispose](), (capture) => capture.checkpoint(),
      (capture) => capture.interruptible(() => capture.close()), (capture) => capture.race(Promise.reject(expected)),
      (capture) => capture.race(new Promise(() => {})), (capture) => capture.spawn(() => capture.checkpoint()),
      (capture) => capture.spawn(() => Promise.reject(expected)), () => raiseSignal('SIGUSR2'), () => raiseSignal('SIGTERM'),
      () => new Promise(setImmediate), (capture) => capture.signal.addEventListener('abort', () => void capture.close().catch(allowed)),
    ];
    for (let life = 0; life < LIVES; life++) {
      const guard = captureSignals(['SIGUSR2', 'SIGTERM'], { repeatMs: 0, onSignal: (event) => event.preventDefault() });
      const capture: SignalCapture = captureSignals(['SIGUSR2', 'SIGTERM'], {
        repeatMs: pick([0, 1, 3]), drainMs: pick([0, 0, 1]), exclusive: pick([true, false]), graceMs: pick([undefined, undefined, 60_000]),
        onSignal: pick<((event: SignalEvent) => void) | undefined>([undefined, (event) => event.preventDefault(), () => void capture.close().catch(allowed), () => capture.abort(), () => { throw expected; }]),
      });
      const results: Promise<unknown>[] = [];
      for (let count = 0; count < 8; count++) {
        try {
          const result = pick(acts)(capture);
          if (result instanceof Promise) results.push(result.catch(allowed));
          if (Math.random() < 0.3) await new Promise(setImmediate);
        } catch (error) {
          allowed(error);
        }
      }
      results.push(capture.close().catch(allowed));
      await Promise.all(results);
      await guard.close();
    }
    await unlistened();
    console.log(`      ${LIVES} captures, ${interrupts} interrupts`);
    expect(interrupts).to.be.greaterThan(0);
  });
});
