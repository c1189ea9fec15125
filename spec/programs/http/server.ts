// Answers slowly and in pieces; drained by SIGTERM, it tells which requests it has accepted.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const accepted: string[] = [];
const server = createServer(async (request, response) => {
  const id = request.url!.slice(1);
  accepted.push(id);
  for (let piece = 0; piece < 3; piece++) {
    response.write('x'.repeat(1000 * (Number(id) % 20)));
    await setTimeout(Number(id) % 7);
  }
  response.end(`end ${id}\n`);
});
server.keepAliveTimeout = 3_600_000;
{
  await using shutdown = captureSignals('SIGTERM');
  await using _drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 3_600_000 });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  console.log(`port ${(server.address() as AddressInfo).port}`);
  await shutdown.promise;
}
console.log(`accepted ${accepted.join(',')}`);
