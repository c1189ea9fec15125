// is-hardened <how>: the intrinsics are frozen, or not the runtime's own, and a scope lives its life.
import { putUpDom } from './puts-up-a-dom.ts';
import { captureSignals, findInterrupt, raiseSignal } from 'capture-signals';

const how = process.argv[2]!;
const frozen: Record<string, () => unknown> = {
  'by --frozen-intrinsics': () => {},
  'Error.prototype': () => Object.freeze(Error.prototype),
  'Error': () => Object.freeze(Error),
  'all of them': () => {
    for (const one of [Object, Function, Array, Error, TypeError, AggregateError, Promise, Map, Set, Symbol, AbortSignal, AbortController]) {
      Object.freeze(one);
      Object.freeze(one.prototype);
    }
  },
  'has one more property': () => Object.assign(Object.prototype, { extended: true }),
  'was there before': () => {},
  'comes later': putUpDom,
};
frozen[how]!();

async function life(options: object, end: (capture: ReturnType<typeof captureSignals>) => unknown): Promise<unknown> {
  const capture = captureSignals('SIGUSR2', { repeatMs: 0, ...options });
  capture.signal.addEventListener('abort', () => {});
  capture.defer(() => {});
  void capture.spawn((signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
  await end(capture);
  const thrown: unknown = await capture.close().then(() => undefined, (error: unknown) => error);
  return thrown ?? capture.signal.reason;
}

const say = (name: string, error: unknown) => console.log(`${name}: ${(error as Error).name} ${(error as Error).message}, ${findInterrupt(error)?.signal}`);
say('closed', await life({}, () => {}));
say('aborted', await life({}, (capture) => capture.abort(new Error('enough'))));
say('interrupted', await life({}, async (capture) => {
  raiseSignal('SIGUSR2');
  await capture.promise;
}));
say('missed', await life({}, () => raiseSignal('SIGUSR2')));
say('failed', await life({}, (capture) => void capture.spawn(() => Promise.reject(new Error('no luck')))));
say('twice', await captureSignals('SIGUSR2').run((shutdown) => {
  shutdown.defer(() => Promise.reject(new Error('of the cleanup')));
  throw new Error('of main');
}).catch((error: unknown) => error));
