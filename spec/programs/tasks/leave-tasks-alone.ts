// Nobody takes the promise of a task: cancelled by SIGTERM they reject, which nobody is to notice.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals();
void shutdown.spawn((signal) => setTimeout(600_000, undefined, { signal }));
void shutdown.spawn((signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
void shutdown.spawn(async (signal) => fetch('http://127.0.0.1:1', { signal: AbortSignal.any([signal]) }).catch(() => {}));
console.log('ready');
await shutdown.promise;
void shutdown.spawn(async () => console.log('started too late'));
console.log('main is done');
