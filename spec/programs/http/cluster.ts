// A primary with one worker, whose server is drained; the worker does nothing about its channel. `stop` on stdin sends it SIGTERM.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

if (cluster.isPrimary) {
  const worker = cluster.fork();
  process.stdin.once('data', () => worker.process.kill('SIGTERM'));
  const [code, signal] = await once(worker, 'exit');
  console.log('worker ended', code, signal);
  process.stdin.destroy();
} else {
  {
    await using shutdown = captureSignals('SIGTERM', { graceMs: 10_000 });
    const server = createServer(async (_, response) => {
      console.log('accepted');
      await setTimeout(300);
      response.end('whole');
    });
    await using _drain = drainServer(server, { signal: shutdown.signal });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    console.log(`port ${(server.address() as AddressInfo).port}`);
    await shutdown.promise;
  }
  console.log('worker: end of main');
}
