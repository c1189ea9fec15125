// Is interrupted twelve times, and cleans up each time for longer than the window, so that a second Ctrl-C would kill. Tells which listeners of the process have increased.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal } from 'capture-signals';

const count = (): Record<string, number> => Object.fromEntries(
  [...new Set([...process.eventNames(), 'newListener', 'removeListener'])].map((name) => [String(name), process.listenerCount(name as 'exit')]),
);

async function live(): Promise<void> {
  await using shutdown = captureSignals('SIGINT', { repeatMs: 20, graceMs: 60_000 });
  await using _ = { [Symbol.asyncDispose]: () => sleep(40) };
  raiseSignal('SIGINT');
  await shutdown.promise;
}

await live();
const before = count();
for (let lives = 0; lives < 12; lives++) await live();
console.log(Object.entries(count()).filter(([name, listeners]) => listeners > (before[name] ?? 0)));
