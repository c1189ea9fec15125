// Serves many requests, of all kinds that come and go, and tells whether anything has kept them.
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const REQUESTS = 1000;
const seen: WeakRef<object>[] = [];
await using shutdown = captureSignals('SIGTERM');
const server = createServer((request, response) => {
  seen.push(new WeakRef(request), new WeakRef(response), new WeakRef(request.socket));
  response.end('served');
});
await using drain = drainServer(server, { signal: shutdown.signal });
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;
for (let i = 0; i < REQUESTS / 10; i++) {
  const agent = new Agent({ keepAlive: true });
  for (let j = 0; j < 10; j++) {
    const [response] = await once(get({ port, host: '127.0.0.1', agent: j < 5 ? agent : false }), 'response');
    await once(response.resume(), 'end');
  }
  agent.destroy();
}
const alive = () => seen.filter((ref) => ref.deref() !== undefined).length;
for (let tries = 0; tries < 50 && alive() > 10; tries++) {
  await setTimeout(10);
  await setImmediate();
  (globalThis as { gc?: () => void }).gc?.();
}
console.log(`of ${REQUESTS} requests at most 10 are left: ${alive() <= 10 && drain.inFlight === 0}`);
