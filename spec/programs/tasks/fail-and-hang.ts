// A task fails, and cleanup awaits what never comes.
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals(['SIGINT'], { graceMs: 200 });
await using _stuck = { [Symbol.asyncDispose]: () => new Promise<void>(() => {}) };
void shutdown.spawn(() => new Promise<void>(() => {}), 'refresh');
void shutdown.spawn(function upload() {
  return new Promise<void>(() => {});
});
await shutdown.spawn(() => Promise.reject(new Error('the disk is full')), 'save');
