// lets-a-failure-go <how>: what was made of the promise of a failing task floats, so that nobody is told.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

const fail = async () => {
  await setTimeout(10);
  throw new Error('the task has failed');
};

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
  'nothing': (scope) => void scope.spawn(fail),
  'caught': (scope) => void scope.spawn(fail).catch(() => {}),
};

process.on('exit', (code) => console.log(`exit ${code}`));
{
  await using scope = captureSignals();
  scope.defer(() => console.log('cleaned up'));
  ways[process.argv[2]!]!(scope);
  await setTimeout(50);
}
console.log('going on');
