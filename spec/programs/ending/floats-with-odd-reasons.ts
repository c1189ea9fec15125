// A scope after the other is cancelled with a reason that is no Error, or fails with it, and a floating promise rejects with that, too.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

class Quota {
  toString(): string {
    return 'quota';
  }
}

function withoutStack(): Error {
  const error = new Error('enough');
  delete error.stack;
  return error;
}

const reasons: unknown[] = [
  null, undefined, 0, '', 'enough', 'a string', 1n, Symbol('enough'), () => {}, class Enough {},
  ['enough'], {}, Object.create(null), new Date(0), /enough/, new URL('http://localhost'), new Map(), new Uint8Array(2), Object(1), new Quota(), new (class {})(),
  { toString: () => 'enough' }, { constructor: 5 }, new Proxy([], {}), Promise.resolve(), withoutStack(),
];

function floatsWith(signal: AbortSignal): void {
  void new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

let told = 0;
for (const reason of reasons) {
  await using shutdown = captureSignals('SIGTERM');
  floatsWith(shutdown.signal);
  if (reason !== undefined) shutdown.abort(reason); // `undefined` would be an AbortError
  await sleep(2);
}
for (const reason of reasons) {
  const shutdown = captureSignals('SIGTERM');
  floatsWith(shutdown.signal);
  void shutdown.spawn(() => Promise.reject(reason));
  await sleep(2);
  await shutdown.close().catch((error: unknown) => (told += Number(Object.is(error, reason))));
}
console.log(`${told === reasons.length ? 'all' : told} told by closing`);
