import { captureSignals, raiseSignal } from 'capture-signals';

await using shutdown = captureSignals('SIGTERM', { graceMs: 100 });
shutdown.abort('enough');
raiseSignal('SIGTERM');
await new Promise((resolve) => setTimeout(resolve, 50));
await new Promise(() => {});
