// A worker finishes the job it holds once the request is there, and takes no new one.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { drainMs: 600_000 });
const worker = shutdown.spawn(async (signal) => {
  console.log('ready');
  const request = await shutdown.promise;
  console.log(`${request}: no new jobs`);
  await shutdown.checkpoint();
  await shutdown.race(setTimeout(5));
  await shutdown.spawn(async () => console.log('a task of the drain'));
  await once(process.stdin, 'data', { signal: shutdown.signal });
  process.stdin.destroy();
  console.log(`job done, aborted: ${signal.aborted}, ${shutdown.signal.aborted}, interrupted: ${shutdown.interrupted?.signal}`);
});
await worker;
shutdown.signal.addEventListener('abort', () => console.log(`aborted on closing: ${shutdown.signal.reason.message}`));
