// Answers in a few milliseconds, in two pieces; drained by SIGTERM.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

await using shutdown = captureSignals('SIGTERM');
const server = createServer(async (request, response) => {
  request.resume();
  await setTimeout(Math.random() * 8);
  response.write('begun,');
  await setTimeout(Math.random() * 3);
  response.end('whole');
});
await using _drain = drainServer(server, { signal: shutdown.signal });
await once(server.listen(0, '127.0.0.1'), 'listening');
console.log(`port ${(server.address() as AddressInfo).port}`);
await shutdown.promise;
