// compute-before: computes in a scope, which nothing breaks, and goes on when that has closed.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

{
  await using scope = captureSignals('SIGINT');
  scope.interruptible(() => 42);
}
console.log('ready');
await setTimeout(60_000);
