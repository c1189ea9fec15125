import diagnostics from 'node:diagnostics_channel';
import { captureSignals, raiseSignal } from 'capture-signals';

diagnostics.subscribe('capture-signals:graceExpired', (message) => {
  const { id: _, signals: __, ...rest } = message as Record<string, unknown>;
  console.log(JSON.stringify(rest));
});
await using shutdown = captureSignals('SIGTERM', { graceMs: 100 });
void shutdown.spawn(() => new Promise(() => {}), 'endless');
raiseSignal('SIGTERM');
await shutdown.promise;
