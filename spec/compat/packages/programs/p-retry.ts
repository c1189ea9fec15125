// p-retry: an attempt fails, and the next one is waited for.
import { captureSignals } from 'capture-signals';
import pRetry from 'p-retry';
import { cleanup, ready } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
await pRetry(() => {
  ready();
  throw new Error('no luck');
}, { signal: shutdown.signal, minTimeout: 60_000 });
