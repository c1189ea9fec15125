/**
 * A computation that never yields, in code that knows nothing about signals. `interruptible` lets Ctrl-C break it (Node and Bun).
 *
 *     node --import tsx examples/fibonacci.ts [n]
 */
import { captureSignals, findInterrupt } from 'capture-signals';

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

const [n = 70] = process.argv.slice(2).map(Number);
await using shutdown = captureSignals('SIGINT');
console.log(`Computing fibonacci(${n}). Press Ctrl-C.`);
try {
  await shutdown.checkpoint(); // lets in a Ctrl-C that came just before: `interruptible` could lose it
  console.log(shutdown.interruptible(() => fibonacci(n)));
} catch (error) {
  if (!findInterrupt(error)) throw error;
  console.log('That was taking too long');
  throw error;
}
