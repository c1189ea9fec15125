// An `onSignal` that gives a promise, which rejects when the scope has closed.
import { captureSignals } from 'capture-signals';

let reject: ((error: Error) => void) | undefined;
const capture = captureSignals('SIGUSR2', { onSignal: () => new Promise((_, fail) => (reject = fail)) as never });
process.kill(process.pid, 'SIGUSR2');
await capture.promise;
await capture.close();
console.log('closed');
reject!(new Error('too late'));
