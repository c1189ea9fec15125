// loses-its-listeners <what>: somebody has removed every listener of the process, of all events, after the package had put on its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const what = process.argv[2]!;

{
  await using first = captureSignals('SIGUSR2', { uncaught: true, repeatMs: 0 });
  process.kill(process.pid, 'SIGUSR2');
  await first.promise;
}
for (const name of process.eventNames()) if (name !== 'newListener' && name !== 'removeListener') process.removeAllListeners(name as string);
process.on('exit', (code) => console.log(`exit ${code}`));

const alive = setInterval(() => {}, 1000);
await using shutdown = captureSignals('SIGTERM', { uncaught: what === 'an error elsewhere', graceMs: 60_000 });
shutdown.defer(async () => {
  await sleep(20);
  if (what === 'its cleanup') for (const name of ['uncaughtException', 'uncaughtExceptionMonitor', 'beforeExit']) process.removeAllListeners(name);
  console.log('cleaned up');
});
if (what === 'a floating promise') void sleep(60_000, undefined, { signal: shutdown.signal });
if (what === 'an error elsewhere') setTimeout(() => {
  throw new Error('no database');
});
else process.kill(process.pid, 'SIGTERM');
try {
  await sleep(60_000, undefined, { signal: shutdown.signal });
} finally {
  clearInterval(alive);
}
