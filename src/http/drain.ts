/**
 * Shutting down an HTTP server without losing a request: the function, and the life of a drain. What it works on is in the files beside.
 *
 * Tried and rejected:
 *
 * - `server.close()` for the connections. It ends with the keep-alive timeout, not with the last request; it resets idle connections on which a request is
 *   on its way (nodejs/node#60617); and it stops the server's own check of `requestTimeout`.
 * - `server.closeIdleConnections()`. Node counts a connection that has not sent its headers yet as busy, for a minute, and destroys an answer that
 *   has been ended and is still on its way to a slow reader.
 * - Destroying at once what is idle, as http-terminator and stoppable do: a client that has just sent a request cannot have known.
 */
import { addAbortListener, clearTimeout, setImmediate, setMaxListeners, setTimeout } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { describe } from '../input/describe.ts';
import { abortSignal, checkOptions, milliseconds } from '../input/options.ts';
import { letGoOfPrimary } from './cluster.ts';
import { heed } from './channels.ts';
import { Connections } from './connections.ts';
import { findExisting } from './existing.ts';
import { follow } from './follow.ts';
import { holdClose } from './hold-close.ts';
import { linger } from './linger.ts';
import { stopAccepting } from './listener.ts';
import type { DrainableServer, DrainOptions, ServerDrain } from './server-drain.ts';

/**
 * Drains a server of `node:http`, `node:https` or `node:http2`, whoever made it and whether it listens yet, when `signal` aborts, or when the returned drain
 * is disposed:
 *
 * 1. For `delayMs` all goes on as before, upgrades and HTTP/2 sessions included. Only `draining` is true.
 * 2. It stops accepting, in a moment when no connection waits in the system's queue. From now on every answer says that the connection closes, HTTP/2 sessions
 *    get GOAWAY, and upgrades are refused with 503.
 * 3. For `lingerMs` idle connections stay, new ones and those in their TLS handshake, too: a request that was on its way is answered. Node's own `close()`
 *    resets it.
 * 4. What is in flight is answered whole. The drain changes nothing in an answer but its connection header.
 * 5. After `timeoutMs` the drain's `signal` aborts, and what is left is destroyed.
 *
 * - **Disposing waits until all is done**, also when `signal` has begun it. Every request that was accepted has then been answered in full, or the promise
 *   rejects with an `Error` that names it, whoever has cut it short. One that its client has given up counts as neither.
 * - **It ends with the longest request** or the linger, not with the keep-alive timeout. `requestTimeout` and `headersTimeout` go on counting.
 * - **Declare it last**, below what the handlers use: what is declared above it is disposed after it, and is open to the end.
 * - **An upgraded socket** (a WebSocket, a tunnel) belongs to its owner, and is waited for, until `timeoutMs`. Destroyed then, it is named: `upgrade GET /ws`.
 * - **An answer that its handler ends with less** than its `Content-Length` announces was not answered in full. It is named (not on Bun, in HTTP/1).
 * - **Of requests that are pipelined** the last that has come says close. One that comes behind that is not handed to the server, and is named.
 * - **On HTTP/2** a stream that crosses GOAWAY is refused, and its client knows that it was not processed.
 * - While it drains, `server.close()` and `closeIdleConnections()` of others wait for it.
 * - A second drain of the same server waits for what is in flight as well. A server that never listened, or is closed, is drained at once.
 * - **One that is yet to listen**, because the interrupt came while the program was starting, must not begin to. A server that does not listen when it is
 *   drained is closed as soon as it does, then and later: it keeps a listener for that.
 * - Once drained, any other server is as it was, with no listener and no method of ours, and can listen again. A worker of `node:cluster` is no longer kept
 *   alive by its channel to the primary.
 *
 * It is what Kubernetes asks of a pod that ends, what nginx does with `worker_shutdown_timeout`; Go has `http.Server.Shutdown`.
 *
 * @param server The server. Listeners for its requests may be added and replaced later.
 * @param options See {@link DrainOptions} for each, its default and its unit.
 * @returns The drain, which has not begun unless `signal` has aborted.
 * @throws `TypeError` for what it cannot drain, a `net.Server` included, and for a wrong or unknown option.
 * @throws `RangeError` for milliseconds that are not a whole number from 0 to 2 147 483 647.
 *
 * @example A server that loses no request
 * ```ts
 * import { createServer } from 'node:http';
 * import { captureSignals } from 'capture-signals';
 * import { drainServer } from 'capture-signals/http';
 *
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
 * const server = createServer(handle);
 * await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
 * server.listen(0);
 * await shutdown.promise;
 * console.log('answering what is in flight');
 * ```
 */
export function drainServer(server: DrainableServer, options?: DrainOptions): ServerDrain {
  if (!isDrainable(server)) {
    throw new TypeError(`drainServer expected a server of node:http, node:https or node:http2, received ${describeOther(server)}`);
  }
  const given = checkOptions('drainServer', options, { signal: abortSignal, delayMs: milliseconds, lingerMs: milliseconds, timeoutMs: milliseconds }) ?? {};
  const connections = new Connections();
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one for each request that a handler has under way
  const following = follow(server, connections);
  findExisting(server, connections);
  let parent: Disposable | undefined;
  let done: Promise<void> | undefined;
  function close(): Promise<void> {
    parent?.[Symbol.dispose]();
    done ??= run(server, given, connections, following, controller);
    done.catch(() => {}); // begun by the signal, the outcome waits for whoever disposes
    return done;
  }
  const { signal } = given;
  if (signal?.aborted) void close();
  else if (signal) parent = addAbortListener(signal, () => void close());
  // Without `this`, so that a member works without its drain.
  return {
    get draining() {
      return connections.isDraining;
    },
    get inFlight() {
      return connections.inFlight;
    },
    signal: controller.signal,
    close,
    [Symbol.asyncDispose]: close,
  };
}

const LINGER_MS = 500;

/** On this channel the line of `graceMs` asks for the names of what is waited for, so that the bundles stay apart. */
const UNFINISHED = 'capture-signals:unfinished';

async function run(server: DrainableServer, options: DrainOptions, connections: Connections, following: Disposable, controller: AbortController): Promise<void> {
  const { delayMs = 0, lingerMs = LINGER_MS, timeoutMs } = options;
  connections.isDraining = true;
  const held = holdClose(server);
  const asked = heed<{ add(name: string): void }>(UNFINISHED, (names) => connections.unfinished().forEach((name) => names.add(name)));
  if (delayMs > 0) await sleep(delayMs);

  let closeListener = held.closeListener;
  const onListening = () => closeListener();
  server.on('listening', onListening);
  const closed = server.listening && new Promise<void>((resolve) => (connections.onServerClose = resolve));
  await stopAccepting(() => connections.arrivals);
  closeListener();
  // Not before: who is told to leave comes back at once, into the moment in which the listener goes. With a `delayMs` of 300, said from the beginning: 10 new
  // connections reset in 40 stops; said from here: 3.
  connections.leave();
  const lingering = linger(connections, lingerMs);
  let destroyed: readonly string[] = [];
  const deadline = timeoutMs !== undefined && setTimeout(() => {
    controller.abort(new DOMException(`The server was not drained within ${timeoutMs} ms`, 'TimeoutError'));
    // A handler that gives up at this has a turn to say so to its client.
    setImmediate(() => setImmediate(() => (destroyed = connections.destroyAll())));
  }, timeoutMs);
  await new Promise<void>((resolve) => connections.whenNone(resolve));
  // Bun announces a connection with its first request. It would wait without end for one that never sends.
  await (RUNTIME === 'bun' ? Promise.race([closed, sleep(lingerMs)]) : closed);

  if (deadline) clearTimeout(deadline);
  for (const each of [lingering, held, asked, following]) each[Symbol.dispose]();
  if (closed) server.off('listening', onListening);
  else closeListener = () => void server.close();
  letGoOfPrimary();
  const outcomes = [list('destroyed', destroyed), list('saw this process cut short', connections.cutShort)].filter((text) => text !== '');
  const limit = destroyed.length > 0 ? ` within ${timeoutMs} ms` : '';
  if (outcomes.length > 0) throw new Error(`drainServer expected every request to be answered${limit}, and ${outcomes.join(', and ')}`);
}

const list = (what: string, names: readonly string[]): string => (names.length > 0 ? `${what} ${names.join(', ')}` : '');

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const isFunction = (value: unknown): boolean => typeof value === 'function';

function isDrainable(server: unknown): server is DrainableServer {
  const { close, emit, closeIdleConnections, updateSettings } = Object(server ?? {}) as Record<string, unknown>;
  return [close, emit].every(isFunction) && [closeIdleConnections, updateSettings].some(isFunction);
}

/** With what to do instead, where it is the app of a framework. */
function describeOther(server: unknown): string {
  if (server instanceof process.getBuiltinModule('node:net').Server) return 'a net.Server';
  const members = Object(server ?? {}) as Record<string, unknown>;
  const property = ['server', 'listener', 'httpServer'].find((name) => isDrainable(members[name]));
  const instead = property ? `: give its ${property}`
    : isFunction(members['tryShutdown']) ? ': call its tryShutdown()'
    : isFunction(members['listen']) ? ': give what its listen() returns' : '';
  return describe(server) + instead;
}
