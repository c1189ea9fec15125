// Closes for the first time in its life, and says when on the clock that all processes share. What comes later than that ends it; when it has
// been told that nothing more will come, it has lost what came.
import { writeSync } from 'node:fs';
import { captureSignals, findInterrupt } from 'capture-signals';

const capture = captureSignals('SIGTERM');
const ready = process.hrtime.bigint();
writeSync(1, 'ready\n');
try {
  await capture.close();
} catch (error) {
  if (!findInterrupt(error)) throw error;
  writeSync(1, 'caught\n');
  process.exit();
}
const closed = process.hrtime.bigint();
process.stdin.resume().on('end', () => writeSync(1, `lost ${ready} ${closed}\n`));
