// begins-with-a-closed-scope <how>: what is begun with the signal of a scope that has closed fails as ever, and so does what rejects late.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

let closed: AbortSignal;
{
  await using shutdown = captureSignals('SIGTERM');
  closed = shutdown.signal;
  if (process.argv[2] === 'late') closed.addEventListener('abort', () => setTimeout(() => void Promise.reject(closed.reason), 50));
}
if (process.argv[2] === 'begun') void sleep(60_000, undefined, { signal: closed });
await sleep(200);
console.log('going on');
