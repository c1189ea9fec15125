/**
 * A worker of `node:cluster` has a channel to its primary that keeps it alive when it has nothing left to do. After its server was drained the channel is let
 * go of: it goes on to work for as long as something else keeps the worker alive, another server, say.
 *
 * Rejected: `process.disconnect()`, which would cut off a program that still has something to tell its primary.
 */
export function letGoOfPrimary(): void {
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return; // Deno throws there when it is asked for the channel
  if (process.channel == null) return;
  const { isWorker } = process.getBuiltinModule('node:cluster') as unknown as { isWorker: boolean };
  if (isWorker) process.channel.unref();
}
