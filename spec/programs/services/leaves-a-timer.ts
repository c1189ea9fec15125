// What examples/services/leftover is without its first line.
import { captureSignals, raiseSignal } from 'capture-signals';

{
  await using shutdown = captureSignals('SIGTERM', { graceMs: 200, repeatMs: 0 });
  raiseSignal('SIGTERM');
  await shutdown.promise;
}
let ticks = 0;
setInterval(() => ++ticks === 5 && console.log('closed for longer than graceMs'), 100);
