// Blocks until Ctrl-C has been pressed and has come, which nothing can tell while it blocks, and closes without a look at the scope.
import { captureSignals } from 'capture-signals';
import { blockUntil, log } from './log.mjs';

const shutdown = captureSignals();
log('ready');
blockUntil('pressed');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
log('block done');
await shutdown.close();
log('not reached');
