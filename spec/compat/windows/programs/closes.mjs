// Closes without a signal, and says so; after that the process is as it was.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

const shutdown = captureSignals();
await setTimeout(1, undefined, { signal: shutdown.signal });
await shutdown.close();
log(`closed, ${process.listenerCount('SIGINT')} listeners`);
if (process.argv[2] === 'stays') await setTimeout(600_000);
