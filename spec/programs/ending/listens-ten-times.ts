// As many listeners of the program's own as may be, for each event that the package listens to as well: no warning is to tell of an eleventh.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

for (const event of ['exit', 'beforeExit', 'uncaughtExceptionMonitor', 'SIGUSR2']) {
  while (process.listenerCount(event) < 10) process.on(event, () => {}); // Node has one of its own
}
const scope = captureSignals(['SIGTERM', 'SIGUSR2'], { repeatMs: 0 });
scope.defer(() => void process.stdout.write('x'.repeat(1 << 20)));
process.kill(process.pid, 'SIGTERM');
try {
  await setTimeout(60_000, undefined, { signal: scope.signal });
} finally {
  await scope.close();
}
