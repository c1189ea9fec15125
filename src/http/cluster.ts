import { process } from '../platform/builtins.ts';

/**
 * A worker of `node:cluster` has a channel to its primary, which keeps it alive when it has nothing left to do. After its server was drained, the
 * channel no longer does. It still works as long as something else keeps the worker alive, such as another server.
 *
 * Rejected: `process.disconnect()`. It would cut off a program that still has something to tell its primary.
 */
export function letGoOfPrimary(): void {
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return; // in a worker thread, reading the channel throws on Deno
  if (process.channel == null) return;
  const { isWorker } = process.getBuiltinModule('node:cluster') as unknown as { isWorker: boolean };
  if (isWorker) process.channel.unref();
}
