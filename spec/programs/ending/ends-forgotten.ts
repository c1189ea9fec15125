// Three scopes are never closed. Two of them end by one reason; what rejects while the second closes waits until the third has cleaned up, too.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const parent = new AbortController();
const idle = captureSignals('SIGTERM');
idle.defer(async () => {
  await sleep(20);
  console.log('idle');
});
const older = captureSignals('SIGINT', { signal: parent.signal });
older.defer(async () => {
  void sleep(60_000, undefined, { signal: older.signal });
  await sleep(20);
  console.log('older');
});
const newer = captureSignals('SIGINT', { signal: parent.signal });
newer.signal.addEventListener('abort', () => {});
newer.defer(() => console.log('newer'));
parent.abort(new Error('no time'));
