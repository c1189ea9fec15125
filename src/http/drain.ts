/**
 * Shuts down an HTTP server without losing a request. This file has the function and the life of a drain; the files beside it have the parts.
 *
 * Tried and rejected:
 *
 * - `server.close()` for the connections. It waits for the keep-alive timeout, not for the last request. It resets idle connections on which a
 *   request is on its way (nodejs/node#60617). And it stops the server's own check of `requestTimeout`.
 * - `server.closeIdleConnections()`. Node counts a connection that has not sent its headers yet as busy, for a minute. It destroys an answer that is
 *   complete but still on its way to a slow reader.
 * - Destroying idle connections at once, as http-terminator and stoppable do. A client that has just sent a request cannot have known.
 */
import { addAbortListener, clearTimeout, setImmediate, setMaxListeners, setTimeout } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { abortSignal, checkOptions, milliseconds } from '../input/options.ts';
import { letGoOfPrimary } from './cluster.ts';
import { heed } from './channels.ts';
import { Connections } from './connections.ts';
import { findExisting } from './existing.ts';
import { follow } from './follow.ts';
import { holdClose } from './hold-close.ts';
import { linger } from './linger.ts';
import { stopAccepting } from './listener.ts';
import { describeOther, isDrainable } from './drainable.ts';
import type { DrainableServer, DrainOptions, ServerDrain } from './server-drain.ts';

/**
 * Drains a server of `node:http`, `node:https` or `node:http2`, whoever created it, listening or not. The drain begins when `signal` aborts, or when
 * it is disposed:
 *
 * 1. For `delayMs` everything goes on as before, upgrades and HTTP/2 sessions included. Only `draining` is true.
 * 2. The server stops accepting, at a moment when no connection waits in the system's queue. From now on every answer says that the connection
 *    closes, HTTP/2 sessions get GOAWAY, and upgrades are refused with 503.
 * 3. For `lingerMs` idle connections stay, including new ones and those in their TLS handshake: a request that was on its way is answered. Node's own
 *    `close()` resets it.
 * 4. Requests in flight are answered in full. The drain changes nothing in an answer except its connection header.
 * 5. After `timeoutMs` the drain's `signal` aborts, and whatever is left is destroyed.
 *
 * - **Disposing waits until all this is done**, even if `signal` began it. Then every accepted request has been answered in full. Otherwise the
 *   promise rejects with an `Error` that names the requests, whoever cut them short. A request whose client has gone is not named.
 * - **It takes as long as the longest request** or the linger, not the keep-alive timeout. `requestTimeout` and `headersTimeout` still apply. After a
 *   `server.close()` before the drain, Node checks neither any more: give `timeoutMs`.
 * - **Declare it last**, after everything that the handlers use. What is declared before it is disposed after it, so it stays open until the drain is
 *   over.
 * - **An upgraded socket** (a WebSocket, a tunnel) belongs to its owner. It is waited for until `timeoutMs`, then destroyed and named:
 *   `upgrade GET /ws`.
 * - **An answer shorter than its `Content-Length`** was not answered in full. It is named. In HTTP/1 it is not on Bun, and perhaps not behind a
 *   `100 Continue` or early hints, if its head was sent before the drain.
 * - **With pipelining**, the last request that has come is answered with `Connection: close`. One that comes after that does not reach the server,
 *   and is named.
 * - **On HTTP/2** a stream that crosses GOAWAY is refused, and its client knows that it was not processed. An upload that stays open and silent behind
 *   its answer is ended.
 * - During the drain, another call of `server.close()` waits for it, and `closeIdleConnections()` does nothing.
 * - A second drain of the same server waits for the requests in flight, too. A server that never listened, or is closed, is drained at once.
 * - **A server that is not listening yet**, because the interrupt came while the program was starting, must not start. If a server does not listen
 *   when it is drained, it is closed as soon as it does, then and later: for that it keeps a listener.
 * - Any other drained server is as it was, without a listener or method of ours, and can listen again. A worker of `node:cluster` is no longer kept
 *   alive by its channel to the primary.
 *
 * This is what Kubernetes asks of a pod that terminates, and what nginx does with `worker_shutdown_timeout`. Go has `http.Server.Shutdown`.
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
  if (!isDrainable(server)) throw new TypeError(`drainServer expected a server of node:http, node:https or node:http2, received ${describeOther(server)}`);
  const given = checkOptions('drainServer', options, { signal: abortSignal, delayMs: milliseconds, lingerMs: milliseconds, timeoutMs: milliseconds }) ?? {};
  const connections = new Connections();
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one for each operation of a handler
  const following = follow(server, connections);
  findExisting(server, connections);
  let parent: Disposable | undefined;
  let done: Promise<void> | undefined;
  function close(): Promise<void> {
    parent?.[Symbol.dispose]();
    done ??= run(server, given, connections, following, controller);
    done.catch(() => {}); // if the signal began it, the outcome waits for whoever disposes
    return done;
  }
  const { signal } = given;
  if (signal?.aborted) void close();
  else if (signal) parent = addAbortListener(signal, () => void close());
  // Without `this`, so that members may be detached.
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

/** On this channel the line of `graceMs` asks what the drain waits for. A channel, because the two are separate bundles. */
const UNFINISHED = 'capture-signals:unfinished';

async function run(server: DrainableServer, options: DrainOptions, connections: Connections, following: Disposable, controller: AbortController): Promise<void> {
  const { delayMs = 0, lingerMs = LINGER_MS, timeoutMs } = options;
  connections.drain();
  const closed = server.listening && new Promise<void>((resolve) => (connections.onServerClose = resolve));
  const held = holdClose(server);
  const asked = heed<{ add(name: string): void }>(UNFINISHED, (names) => connections.unfinished().forEach((name) => names.add(name)));
  if (delayMs > 0) await sleep(delayMs);

  let closeListener = held.closeListener;
  const onListening = () => closeListener();
  server.on('listening', onListening);
  await stopAccepting(() => connections.arrivals);
  closeListener();
  // Not earlier: a client that is told to leave reconnects at once, just as the listener closes. Of 240 stops with a `delayMs`, under 24 clients that never
  // rest, 16 stops reset 108 new connections when it was said from the beginning; 2 stops reset 2 when it is said from here. Behind nginx and haproxy none, either way.
  connections.leave();
  const lingering = linger(connections, lingerMs);
  let destroyed: readonly string[] = [];
  const deadline = timeoutMs === undefined ? undefined : setTimeout(() => {
    controller.abort(new DOMException(`The server was not drained within ${timeoutMs} ms`, 'TimeoutError'));
    // A handler that gives up when this aborts has a turn to tell its client.
    setImmediate(() => setImmediate(() => (destroyed = connections.destroyAll())));
  }, timeoutMs);
  await new Promise<void>((resolve) => connections.whenNone(resolve));
  // Bun announces a connection with its first request. For one that never sends, `close` would wait forever.
  const enough = RUNTIME === 'bun' ? setTimeout(() => connections.onServerClose(), lingerMs) : undefined;
  await closed;

  clearTimeout(enough);
  clearTimeout(deadline);
  for (const each of [lingering, held, asked, following]) each[Symbol.dispose]();
  if (closed) server.off('listening', onListening);
  else closeListener = () => void server.close();
  letGoOfPrimary();
  const lost = [['destroyed', destroyed], ['this process cut short', connections.cutShort]] as const;
  const told = lost.flatMap(([what, names]) => (names.length > 0 ? `${what} ${names.join(', ')}` : []));
  const limit = destroyed.length > 0 ? ` within ${timeoutMs} ms` : '';
  if (told.length > 0) throw new Error(`drainServer expected every request to be answered${limit}, but ${told.join(', and ')}`);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
