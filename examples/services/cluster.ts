/**
 * Workers of `node:cluster`. SIGHUP replaces them, one after the other, without losing a request. SIGTERM or Ctrl-C stops them all. A worker that dies is
 * replaced. A worker that dies before it listens, perhaps because the port is taken, ends the program.
 *
 *     node --import tsx examples/services/cluster.ts
 *     kill -HUP <pid>
 */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, watchSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080', WORKERS = '2' } = process.env;
/** Workers that were told to end. */
const stopped = new WeakSet<Worker>();

// Each worker accepts connections itself. With round robin the primary accepts them: when the last worker stops, it resets those it has not handed on.
cluster.schedulingPolicy = cluster.SCHED_NONE;

if (cluster.isPrimary) await lead();
else await serve();

async function serve() {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 20_000 });
  const server = createServer((_request, response) => void answer(response));
  const drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });
  shutdown.defer(() => drain.close(), 'server');
  server.listen(Number(PORT));
  await shutdown.promise;
} // then the worker ends: the drain has unref'd its channel to the primary

async function answer(response: ServerResponse) {
  await sleep(20); // a database, say
  response.end(`Hello from ${process.pid}\n`);
}

async function lead() {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
  shutdown.defer(() => Promise.all(workers().map(stop)), 'workers'); // after the tasks, so that no new worker starts
  for (let i = 0; i < Number(WORKERS); i++) await startOne(shutdown.signal);
  cluster.on('exit', (worker) => {
    if (!stopped.has(worker) && !shutdown.signal.aborted) void shutdown.spawn(startOne, 'a new worker');
  });
  void shutdown.spawn(restartOnHangup, 'restart');
  console.log(`pid ${process.pid}`);
  await shutdown.promise;
}

async function restartOnHangup(signal: AbortSignal) {
  for await (const hangup of watchSignals('SIGHUP', { signal })) {
    for (const old of workers()) {
      await startOne(signal);
      await stop(old);
    }
    console.log(`${hangup}: restarted`);
  }
}

function workers() {
  return Object.values(cluster.workers ?? {}) as Worker[];
}

async function startOne(signal: AbortSignal) {
  signal.throwIfAborted();
  const worker = cluster.fork();
  const isUp = once(worker, 'listening', { signal }).then(() => true);
  const isDown = once(worker, 'exit').then(() => false);
  if (!(await Promise.race([isUp, isDown]))) throw new Error('A worker has ended before it listened');
}

/** Not `worker.disconnect()`, which closes its server behind the drain's back. After Ctrl-C the worker has its own SIGINT, and ignores this SIGTERM. */
async function stop(worker: Worker) {
  if (worker.isDead()) return;
  stopped.add(worker);
  worker.process.kill('SIGTERM');
  await once(worker, 'exit');
}
