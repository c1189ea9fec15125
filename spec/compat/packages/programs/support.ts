// What a program of this folder shares with the others. It tells the runner what it goes through in a file, because stdout belongs to the
// package that is tried.
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type InterruptError } from 'capture-signals';

/** How the program is to use its package, of the ways that it lists. */
export const way = process.argv[2]!;

export const log = (line: string): void => appendFileSync(process.env['CELL_LOG']!, `${line}\n`);

/** Nobody sends a signal: what ends the work is the program's own doing, and an error as ever. */
export const isToldByNobody = process.env['CELL_TOLD'] === 'nobody';

const own = new AbortController();

/** The signal that aborts the work: the scope's or, where nobody tells the program to end, one of its own, as soon as it is ready. */
export const signalFor = ({ signal }: { readonly signal: AbortSignal }): AbortSignal => isToldByNobody ? own.signal : signal;

let isReady = false;
export function ready(): void {
  if (isReady) return;
  isReady = true;
  log('ready');
  if (isToldByNobody) setImmediate(() => own.abort());
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

/** A command that answers Ctrl-C with exit code 130, as launchers do and whoever has cleaned up; it does so by itself where nobody tells the program to end. */
export const CHILD_130 = isToldByNobody ? 'echo ready >> "$CELL_LOG"; exit 130' : 'trap "exit 130" INT; echo ready >> "$CELL_LOG"; while :; do sleep 0.1; done';

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

/** Accepts connections and says nothing. The program is ready with the first. */
export async function silentServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // the client has gone
    ready();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
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
