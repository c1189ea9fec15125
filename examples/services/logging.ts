/**
 * A server that logs its shutdown, in the lines that an operator wants:
 *
 *     SIGTERM: 12 requests in flight
 *     3 left
 *     done in 840 ms
 *
 *     node --import tsx examples/services/logging.ts
 *     (echo hello; sleep 3) | curl -T - http://localhost:8080/
 */
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureSignals, type SignalName } from 'capture-signals';
import { drainServer, type ServerDrain } from 'capture-signals/http';

const { PORT = '8080', EVERY_MS = '1000', TIMEOUT_MS = '15000', GRACE_MS = '25000' } = process.env;

interface Message {
  /** Of the scope. */
  id: number;
  signal: SignalName;
  count: number;
  prevented: boolean;
  graceMs: number;
  errors: readonly unknown[];
}

function logShutdown(id: number, drain: ServerDrain, log: (line: string) => void): void {
  let begin = 0;
  let left = 0;
  let counting: NodeJS.Timeout | undefined;

  function on(name: string, tell: (message: Message) => void): void {
    subscribe(`capture-signals:${name}`, (message) => {
      if ((message as Message).id === id) tell(message as Message); // of this scope, not of others in the process
    });
  }

  function countDown(): void {
    if (drain.inFlight === left) return;
    left = drain.inFlight;
    log(`${left} left`);
  }

  on('requested', ({ signal, count, prevented }) => {
    if (prevented || count > 1) return;
    begin = performance.now();
    left = drain.inFlight;
    log(`${signal}: ${left} requests in flight`);
    counting = setInterval(countDown, Number(EVERY_MS));
  });
  on('graceExpired', ({ graceMs }) => log(`given up after ${graceMs} ms, ${drain.inFlight} left`));
  on('closed', ({ errors }) => {
    clearInterval(counting);
    log(`${errors.length > 0 ? 'failed after' : 'done in'} ${Math.round(performance.now() - begin)} ms`);
  });
}

let id = 0;
subscribe('capture-signals:opened', (message) => (id ||= (message as Message).id)); // the first scope opened from here on
await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: Number(GRACE_MS) });
const server = createServer((request, response) => void request.pipe(response)); // an echo: in flight until its client has sent all
const drain = drainServer(server, { signal: shutdown.signal, timeoutMs: Number(TIMEOUT_MS) });
shutdown.defer(() => drain.close(), 'server'); // so that `errors` has the error that names unanswered requests
logShutdown(id, drain, console.log);

await once(server.listen(Number(PORT)), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
await shutdown.promise;
