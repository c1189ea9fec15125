// What needs `@types/node`: its servers, its signals, its timers.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type SignalName } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

export async function serve(): Promise<void> {
  await using shutdown = captureSignals();
  const server = createServer((_request, response) => response.end());
  await using _drain = drainServer(server, { signal: shutdown.signal });
  await using _secure = drainServer(createSecureServer({}, () => {}), { signal: shutdown.signal, delayMs: 1 });
  await once(server.listen(0), 'listening', { signal: shutdown.signal });
  await setTimeout(5, undefined, { signal: shutdown.signal });
  await pipeline(process.stdin, process.stdout, { signal: shutdown.signal });
  spawn('true', { signal: shutdown.signal });
}

export const common: Extract<SignalName, NodeJS.Signals> = 'SIGTERM';
