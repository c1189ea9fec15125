// Is interrupted, and blocks at once, while the window of a mocked request goes on.
import { writeSync } from 'node:fs';
import { captureSignals } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';
import { block } from '../support/blocked.ts';

const shutdown = captureSignals('SIGINT', { repeatMs: 100 });
shutdown.signal.addEventListener('abort', () => {
  writeSync(1, 'cleaning up\n');
  block();
});
using signals = mockSignals();
const mocked = captureSignals('SIGINT', { repeatMs: 60_000 });
signals.send('SIGINT');
await mocked.close().catch(() => {});
console.log('ready');
await shutdown.promise;
