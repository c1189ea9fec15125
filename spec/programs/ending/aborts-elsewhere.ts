// aborts-elsewhere <how>: beside a scope that is closing, or was cancelled, work that has nothing to do with it fails for a reason of its own.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [how] = process.argv.slice(2);
const abort = (cause: unknown) => Object.assign(new Error('elsewhere', { cause }), { name: 'AbortError', code: 'ABORT_ERR' });

process.on('exit', (code) => console.log(`exit ${code}`));
const scope = captureSignals();
scope.signal.addEventListener('abort', () => {
  // What the scope aborts gives no reason, or that of the scope.
  const failures: Record<string, unknown> = { 'with an object': {}, 'for a reason of its own': abort(new Error('no space left')), 'for none': abort(abort(undefined)), 'with null as its cause': new Error('no space left', { cause: null }) };
  void Promise.reject(failures[how!]);
});
scope.defer(() => setTimeout(30));
if (how === 'with an object' || how === 'with null as its cause') scope.abort(null);
await scope.close();
console.log('going on');
