// Catches the interrupt at once, and then goes on in a scope-less program until it is told to finish.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

async function main(): Promise<void> {
  await using shutdown = captureSignals();
  const { signal } = shutdown;
  console.log('ready');
  await setTimeout(60_000, undefined, { signal });
}

try {
  await main();
} catch (error) {
  // What a launcher may make of the same key, before the program has gone on for long.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) if (process.argv[2] === 'relays') process.kill(process.pid, signal);
  console.log('caught', findInterrupt(error)?.signal);
}
if (process.argv[2] === 'finish') process.exitCode = 0;
else {
  await once(process.stdin, 'data');
  process.stdin.pause();
  console.log('finished');
}
