// A drain that somebody cuts short: the interrupt, which was first, stays the reason.
import { captureSignals } from 'capture-signals';

const parent = new AbortController();
await using shutdown = captureSignals(['SIGINT'], { drainMs: 600_000, signal: parent.signal, repeatMs: 0 });
shutdown.signal.addEventListener('abort', () => console.log(`aborted: ${shutdown.signal.reason.message}`));
console.log('ready');
await shutdown.promise;
console.log(`draining, aborted: ${shutdown.signal.aborted}`);
if (process.argv[2] === 'abort') shutdown.abort(new Error('enough'));
if (process.argv[2] === 'parent') parent.abort(new Error('enough'));
if (process.argv[2] === 'task') {
  const task = shutdown.spawn(() => Promise.reject(new Error('the disk is full')));
  await shutdown.race(new Promise(() => {})).catch((error: Error) => console.log(`race: ${error.message}`));
  await task.catch(() => console.log('caught'));
}
if (process.argv[2] === 'Ctrl-C') {
  const keep = setInterval(() => {}, 600_000);
  await new Promise(() => keep);
}
