// What a program of this folder shares with the others. It tells the runner what it goes through in a file, because stdout belongs to the
// package that is tried.
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type InterruptError } from 'capture-signals';

/** How the program is to use its package, of the ways that it lists. */
export const way = process.argv[2]!;

export const log = (line: string): void => appendFileSync(process.env['CELL_LOG']!, `${line}\n`);

let isReady = false;
export function ready(): void {
  if (!isReady) log('ready');
  isReady = true;
}

process.on('exit', (code) => log(`exit ${code}`));

/** A resource whose cleanup takes a while: long enough for a second signal, or for somebody's `process.exit`. */
export const cleanup = (): AsyncDisposable => ({
  async [Symbol.asyncDispose]() {
    log('cleanup begins');
    await setTimeout(150);
    log('cleanup ends');
  },
});

/** A command that says that the program is ready, and then runs for as long as it may. */
export const CHILD = 'echo ready >> "$CELL_LOG"; exec sleep 60';

/** Answers `/body` with the beginning of a body, `/stream` with a first server-sent event, everything else not at all. The program is ready then. */
export async function slowServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    if (request.url!.includes('/body')) response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 }).write('{', ready);
    else if (request.url!.includes('/stream')) response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ping\ndata: {"type":"ping"}\n\n', ready);
    else ready();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The body of a command, for frameworks that call it and catch what it throws. */
export async function work(): Promise<void> {
  await using shutdown = captureSignals();
  await using _ = cleanup();
  ready();
  await setTimeout(60_000, undefined, { signal: shutdown.signal });
}

/** Gives an interrupt that somebody has caught to nobody: the process ends as if it had been let go. */
export const rethrow = (interrupt: InterruptError): void => queueMicrotask(() => {
  throw interrupt;
});
