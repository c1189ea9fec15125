// Two independent scopes, with 50 and 150 ms of cleanup, and a third that is opened by a cleanup.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

async function scope(name: string, ms: number): Promise<void> {
  await using shutdown = captureSignals();
  await using _ = {
    async [Symbol.asyncDispose]() {
      await using inner = captureSignals('SIGTERM');
      await setTimeout(ms, undefined, { signal: inner.signal });
      console.log(name);
    },
  };
  const { signal } = shutdown;
  await setTimeout(60_000, undefined, { signal });
}

void scope('short', 50);
void scope('long', 150);
console.log('ready');
