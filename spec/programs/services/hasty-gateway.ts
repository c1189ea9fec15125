// What examples/services/gateway must not do: its handlers are given the signal that begins the drain.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const [upstream] = process.argv.slice(2);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const server = createServer(async (_request, response) => {
  try {
    const answer = await fetch(upstream!, { signal: shutdown.signal });
    response.end(await answer.text());
  } catch (error) {
    response.writeHead(drain.signal.aborted ? 504 : 502).end(`${error}\n`);
  }
});
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });

await once(server.listen(0), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
