/**
 * A server keeps running when the block ends. If the block has nothing to await, the scope closes before the first request.
 *
 *     node --import tsx examples/traps/server.ts wrong
 *     node --import tsx examples/traps/server.ts right
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080' } = process.env;

const server = createServer((_request, response) => {
  console.log('Answering');
  setTimeout(() => response.end('Hello\n'), 500);
});

async function listen() {
  await once(server.listen(Number(PORT)), 'listening');
  console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
}

async function wrong() {
  await using shutdown = captureSignals();
  shutdown.defer(() => console.log('Closed'));
  await listen();
}

async function right() {
  await using shutdown = captureSignals();
  shutdown.defer(() => console.log('Closed'));
  await using drain = drainServer(server, { signal: shutdown.signal });
  await listen();
  console.log(`${await shutdown.promise}: ${drain.inFlight} in flight`);
}

await (process.argv[2] === 'wrong' ? wrong() : right());
