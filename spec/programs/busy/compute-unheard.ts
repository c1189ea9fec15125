// Computes for ever in a capture that does not listen to SIGINT: it does what it does by default.
import { writeSync } from 'node:fs';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals('SIGTERM');
shutdown.interruptible(() => {
  writeSync(1, 'ready\n');
  for (;;);
});
