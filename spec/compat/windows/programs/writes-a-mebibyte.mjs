// Is ended by a signal with a mebibyte on its way into a pipe.
import { captureSignals, raiseSignal } from 'capture-signals';

const shutdown = captureSignals('SIGTERM');
try {
  raiseSignal('SIGTERM');
  await shutdown.promise;
  shutdown.signal.throwIfAborted();
} finally {
  process.stdout.write('x'.repeat(2 ** 20));
  await shutdown.close();
}
