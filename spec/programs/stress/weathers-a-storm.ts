// Is flooded with SIGUSR2 from outside: the capture is interrupted once, cleans up once, and the program lives on until told to finish.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

let told = 0;
async function main(): Promise<void> {
  await using shutdown = captureSignals('SIGUSR2', { repeatMs: 60_000 });
  await using _ = {
    async [Symbol.asyncDispose]() {
      await once(process.stdin.resume(), 'data');
      process.stdin.pause();
    },
  };
  const { signal } = shutdown;
  signal.addEventListener('abort', () => told++);
  console.log('ready');
  await setTimeout(60_000, undefined, { signal });
}

await main().catch((error) => console.log(`caught ${findInterrupt(error)?.signal}, told ${told}`));
