// An interrupt that nobody caught, beside a block that takes uncaught errors, is no failure.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals('SIGINT', { uncaught: true });
void setTimeout(600_000, undefined, { signal: shutdown.signal });
console.log('ready');
await shutdown.promise;
await setTimeout(20);
console.log(`reason: ${shutdown.signal.reason.message}`);
