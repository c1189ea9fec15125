// aborts-elsewhere <how>: beside a scope that is closing, work that has nothing to do with it is aborted for a reason of its own.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [how] = process.argv.slice(2);
const abort = (cause: unknown) => Object.assign(new Error('elsewhere', { cause }), { name: 'AbortError', code: 'ABORT_ERR' });

process.on('exit', (code) => console.log(`exit ${code}`));
const scope = captureSignals();
scope.signal.addEventListener('abort', () => {
  // What the scope aborts gives no reason, or that of the scope.
  void Promise.reject(how === 'for a reason of its own' ? abort(new Error('no space left')) : abort(abort(undefined)));
});
scope.defer(() => setTimeout(30));
await scope.close();
console.log('going on');
