// catches-the-interrupt [relays, finish]: catches the interrupt at once, and then goes on in a scope-less program until it is told to finish; with a word
// its window is an hour.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

const way = process.argv[2];
let requestedAt = Infinity;

async function main(): Promise<void> {
  await using shutdown = captureSignals(way ? { repeatMs: 3_600_000 } : {});
  const { signal } = shutdown;
  signal.addEventListener('abort', () => (requestedAt = performance.now()));
  console.log('ready');
  await setTimeout(60_000, undefined, { signal });
}

try {
  await main();
} catch (error) {
  // What a launcher may make of the same key; on a machine that is too busy for that it would be none.
  const isSoon = performance.now() - requestedAt < 25;
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) if (way === 'relays' && isSoon) process.kill(process.pid, signal);
  console.log('caught', findInterrupt(error)?.signal);
}
if (way === 'finish') process.exitCode = 0;
else {
  await once(process.stdin, 'data');
  process.stdin.pause();
  console.log('finished');
}
