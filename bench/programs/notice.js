// notice.js: computes with a checkpoint now and then, and says when (on the clock all processes share) it noticed a signal.
import { captureSignals } from '../../dist/index.js';

const capture = captureSignals('SIGTERM');
process.stdout.write('ready\n');
try {
  for (let i = 0; ; i++) {
    Math.sqrt(i);
    await capture.checkpoint();
  }
} catch {
  process.stdout.write(`noticed ${process.hrtime.bigint()}\n`, () => process.exit(0));
}
