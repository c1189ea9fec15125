// A synchronous computation that takes very long; `catches` catches the interrupt. It speaks through `writeSync`, because a stream that is
// broken in the middle of a write stays in the middle of it.
import { writeSync } from 'node:fs';
import { captureSignals, findInterrupt } from 'capture-signals';

await using shutdown = captureSignals();
await using _file = { [Symbol.asyncDispose]: async () => console.log('disposed') };
try {
  shutdown.interruptible(() => {
    writeSync(1, 'ready\n');
    try {
      for (const until = Date.now() + 10_000; Date.now() < until;);
      writeSync(1, 'ran to its end\n');
    } finally {
      writeSync(1, 'the finally inside ran\n');
    }
  });
} catch (error) {
  if (process.argv[2] !== 'catches') throw error;
  console.log(`${findInterrupt(error)!.signal}, ${error === shutdown.interrupted}, ${error === shutdown.signal.reason}, ${await shutdown.promise}`);
}
