// The order of examples/services/server upside down: a pool that is declared after the drain closes while the drain still answers.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals, raiseSignal } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { Pool } from '../../../examples/services/support/pool.ts';

await using shutdown = captureSignals('SIGTERM', { graceMs: 10_000 });
const server = createServer(async (request, response) => {
  raiseSignal('SIGTERM');
  try {
    response.end(await pool.query(`select ${request.url}`));
  } catch (error) {
    response.writeHead(500).end((error as Error).message);
  }
});
await using _drain = drainServer(server, { signal: shutdown.signal });
await using pool = await Pool.open();
await once(server.listen(0), 'listening');
void fetch(`http://localhost:${(server.address() as AddressInfo).port}/`).then(async (answer) => console.log(`answered ${answer.status}: ${await answer.text()}`));
await shutdown.promise;
