/**
 * A public server, one for administrators and one for metrics, in one process. The public one drains first. Until it has, the others answer the
 * probes of the supervisor, and count the last requests.
 *
 *     node --import tsx examples/services/three-servers.ts
 *     curl http://localhost:8080/ && curl -i http://localhost:8081/ready && curl http://localhost:9090/metrics
 */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const { PORT = '8080', ADMIN_PORT = '8081', METRICS_PORT = '9090', DELAY_MS = '5000', WORK_MS = '100' } = process.env;
let answered = 0;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });

const metrics = createServer((_request, response) => response.end(`requests_answered ${answered}\nrequests_in_flight ${drain.inFlight}\n`));
await using metricsDrain = drainServer(metrics, { lingerMs: 0, timeoutMs: 1_000 }); // without a signal: it begins when the two below have drained

const admin = createServer((_request, response) => response.writeHead(drain.draining ? 503 : 200).end());
await using adminDrain = drainServer(admin, { lingerMs: 0, timeoutMs: 1_000 });

async function answer(response: ServerResponse): Promise<void> {
  await sleep(Number(WORK_MS));
  response.end('Hello\n', () => answered++);
}

const app = createServer((_request, response) => void answer(response));
await using drain = drainServer(app, { signal: shutdown.signal, delayMs: Number(DELAY_MS), timeoutMs: 15_000 }); // declared last, closed first

async function listen(server: Server, port: string): Promise<number> {
  await once(server.listen(Number(port)), 'listening');
  return (server.address() as AddressInfo).port;
}

console.log(`Metrics on port ${await listen(metrics, METRICS_PORT)}`);
console.log(`Administration on port ${await listen(admin, ADMIN_PORT)}`);
console.log(`Listening on port ${await listen(app, PORT)}`);
console.log(`${await shutdown.promise}: ${drain.inFlight + adminDrain.inFlight + metricsDrain.inFlight} requests in flight`);
