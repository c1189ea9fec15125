// lets-a-failure-go <how> [run]: what was made of the promise of a failing task floats, so that nobody is told.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

const fail = async () => {
  await setTimeout(10);
  throw new Error('the task has failed');
};

/** As axios does. */
const get = ({ signal }: SignalCapture) => new Promise((_resolve, reject) => {
  signal.addEventListener('abort', () => reject(Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' })));
});

const ways: Record<string, (scope: SignalCapture) => unknown> = {
  'then()': (scope) => void scope.spawn(fail).then(() => console.log('never')),
  'finally()': (scope) => void scope.spawn(fail).finally(() => {}),
  'race()': (scope) => void scope.race(scope.spawn(fail)),
  'Promise.all()': (scope) => void Promise.all([scope.spawn(fail)]),
  'an async function': (scope) => void (async () => void (await scope.spawn(fail)))(),
  'an error around it': (scope) => void scope.spawn(fail).catch((cause: unknown) => Promise.reject(new Error('around it', { cause }))),
  'checkpoint()': (scope) => {
    scope.spawn(fail);
    scope.signal.addEventListener('abort', () => void scope.checkpoint());
  },
  'Promise.all() beside an axios': (scope) => void Promise.all([scope.spawn(fail), get(scope)]),
  'race() of Promise.all() beside an axios': (scope) => void scope.race(Promise.all([get(scope), scope.spawn(fail)])),
  'Promise.race() beside a timer': (scope) => void Promise.race([scope.spawn(fail), setTimeout(60_000, undefined, { signal: scope.signal })]),
  'an await of an axios first': (scope) => {
    const task = scope.spawn(fail);
    void (async () => {
      await get(scope);
      await task;
    })();
  },
  'nothing': (scope) => void scope.spawn(fail),
  'caught': (scope) => void scope.spawn(fail).catch(() => {}),
};

process.on('exit', (code) => console.log(`exit ${code}`));
if (process.argv[3] === 'run') {
  await captureSignals().run(async (scope) => {
    scope.defer(() => console.log('cleaned up'));
    await Promise.all([scope.spawn(fail), get(scope)]);
  });
} else {
  await using scope = captureSignals();
  scope.defer(() => console.log('cleaned up'));
  ways[process.argv[2]!]!(scope);
  await setTimeout(50);
}
console.log('going on');
