/**
 * A server on stdin and stdout, such as an MCP or LSP server. Each line is a request or its answer, in JSON; the log goes to stderr. When the client has gone, or
 * a signal comes, the server takes no more requests. It has `drainMs` to answer those in flight, cancels the rest, cleans up, and exits 0.
 *
 *     echo '{ "id": 1, "method": "sleep", "params": 500 }' | node --import tsx examples/services/stdio-server.ts
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, raiseSignal } from 'capture-signals';

const { DRAIN_MS = '2000' } = process.env;
const methods: Record<string, (params: unknown, signal: AbortSignal) => unknown> = {
  echo: (params) => params,
  sleep: (ms, signal) => sleep(Number(ms), 'slept', { signal }),
};

await using shutdown = captureSignals({ drainMs: Number(DRAIN_MS), graceMs: Number(DRAIN_MS) + 3_000 });
shutdown.defer(() => console.error('Closed the index'), 'index'); // your own cleanup goes here
process.stdin.once('end', () => raiseSignal('SIGHUP')); // the client has gone, as when a terminal is closed
process.stdout.on('error', (error) => shutdown.abort(error)); // EPIPE: nobody reads the answers any more, so cancel them

const inFlight = new Set<Promise<void>>();
const requests = createInterface({ input: process.stdin });
requests.on('line', (line) => {
  const answered = answer(line).finally(() => inFlight.delete(answered));
  inFlight.add(answered);
});

async function answer(line: string) {
  let id: unknown = null;
  let outcome: object;
  try {
    const request = JSON.parse(line) as { id: unknown; method: string; params: unknown };
    id = request.id;
    const method = methods[request.method];
    if (!method) throw new Error(`There is no method ${request.method}`);
    outcome = { result: await method(request.params, shutdown.signal) };
  } catch (error) {
    outcome = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify({ id, ...outcome })}\n`);
}

console.error('Serving');
const signal = await shutdown.promise;
requests.close();
console.error(`${signal ?? 'Nobody reads'}: ${inFlight.size} requests in flight`);
await Promise.all(inFlight);
