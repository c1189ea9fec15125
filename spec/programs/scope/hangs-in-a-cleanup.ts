// Closes with four cleanups, of which the second never ends.
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals({ graceMs: 150 });
shutdown.defer(() => {}, 'lock file');
shutdown.defer(() => {});
shutdown.defer(function closePool() {
  return new Promise(() => {});
});
shutdown.defer(() => {}, 'quick');
process.kill(process.pid, 'SIGTERM');
await shutdown.promise;
