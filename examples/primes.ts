/**
 * Counts primes in a loop that never waits. `checkpoint` gives the event loop a turn every few milliseconds, so that Ctrl-C is
 * heard. Then the program prints what it has found so far.
 *
 *     node --import tsx examples/primes.ts [limit]
 */
import { captureSignals } from 'capture-signals';

const [limit = Infinity] = process.argv.slice(2).map(Number);
const primes: number[] = [];

function isPrime(candidate: number) {
  for (const prime of primes) {
    if (prime * prime > candidate) return true;
    if (candidate % prime === 0) return false;
  }
  return true;
}

await using shutdown = captureSignals();
console.log('Counting. Press Ctrl-C.');
try {
  for (let candidate = 2; candidate <= limit; candidate++) {
    if (isPrime(candidate)) primes.push(candidate);
    await shutdown.checkpoint();
  }
} finally {
  console.log(`${primes.length} primes, the last one is ${primes.at(-1)}`);
}
