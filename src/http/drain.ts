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
import { addAbortListener, clearTimeout, setImmediate, setMaxListeners, setTimeout } from '../runtime/builtins.ts';
import { RUNTIME } from '../runtime/runtime.ts';
import { describe } from '../input/describe.ts';
import { abortSignal, checkOptions, milliseconds } from '../input/options.ts';
import { letGoOfPrimary } from './cluster.ts';
import { Connections } from './connections.ts';
import { findExisting } from './existing.ts';
import { follow, type Following } from './follow.ts';
import { holdClose } from './hold-close.ts';
import { Linger } from './linger.ts';
import { stopAccepting } from './listener.ts';
import type { DrainableServer, DrainOptions, ServerDrain } from './server-drain.ts';
import { tellUnfinished } from './unfinished.ts';

/**
 * Drains a server of `node:http`, `node:https` or `node:http2`, whoever made it and whether it listens yet, when `signal` aborts, or when the returned drain
 * is disposed:
 *
 * 1. For `delayMs` it goes on accepting. From the beginning on every answer says that the connection closes (HTTP/2 sessions get GOAWAY), and upgrades
 *    are refused with 503.
 * 2. It stops accepting, in a moment when no connection waits in the system's queue.
 * 3. For `lingerMs` idle connections stay, new ones and those in their TLS handshake, too: a request that was on its way is answered. Node's own `close()`
 *    resets it.
 * 4. What is in flight is answered whole. The drain changes nothing in an answer but its connection header.
 * 5. After `timeoutMs` the drain's `signal` aborts, and what is left is destroyed.
 *
 * - **Disposing waits until all is done**, also when `signal` has begun it. Every request that was accepted has then been answered in full, or the promise
 *   rejects with an `Error` that names it, whoever has cut it short. One that its client has given up counts as neither.
 * - **It ends with the longest request** or the linger, not with the keep-alive timeout. `requestTimeout` and `headersTimeout` go on counting.
 * - **Declare it last**, below what the handlers use: what is declared above it is disposed after it, and is open to the end.
 * - **An upgraded socket** (a WebSocket) belongs to its owner, and is waited for, until `timeoutMs`.
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
    throw new TypeError(`drainServer expected a server of node:http, node:https or node:http2, received ${describeServer(server)}`);
  }
  const given = checkOptions('drainServer', options, { signal: abortSignal, delayMs: milliseconds, lingerMs: milliseconds, timeoutMs: milliseconds });
  return new Drain(server, given ?? {}).members;
}

const LINGER_MS = 500;

class Drain {
  readonly #server: DrainableServer;
  readonly #options: DrainOptions;
  readonly #connections = new Connections();
  readonly #following: Following;
  readonly #controller = new AbortController();
  #parent: Disposable | undefined;
  #done: Promise<void> | undefined;
  #destroyed: readonly string[] = [];
  #onClose = (): void => {};

  constructor(server: DrainableServer, options: DrainOptions) {
    this.#server = server;
    this.#options = options;
    setMaxListeners(0, this.#controller.signal); // one for each request that a handler has under way
    this.#following = follow(server, this.#connections, () => this.#onClose());
    findExisting(server, this.#connections);
    const { signal } = options;
    if (signal?.aborted) this.#begin();
    else if (signal) this.#parent = addAbortListener(signal, () => void this.#begin());
  }

  /** Without `this`, so that a member works without its drain. */
  get members(): ServerDrain {
    const isDraining = () => this.#done !== undefined;
    const inFlight = () => this.#connections.inFlight;
    const close = () => this.#begin();
    return {
      get draining() {
        return isDraining();
      },
      get inFlight() {
        return inFlight();
      },
      signal: this.#controller.signal,
      close,
      [Symbol.asyncDispose]: close,
    };
  }

  #begin(): Promise<void> {
    if (this.#done) return this.#done;
    this.#parent?.[Symbol.dispose]();
    this.#done = this.#run();
    this.#done.catch(() => {}); // begun by the signal, the outcome waits for whoever disposes
    return this.#done;
  }

  async #run(): Promise<void> {
    const { delayMs = 0, lingerMs = LINGER_MS } = this.#options;
    const connections = this.#connections;
    const held = holdClose(this.#server);
    const asked = tellUnfinished(() => connections.unfinished());
    connections.isDraining = true;
    if (delayMs > 0) await sleep(delayMs);

    let closeListener = () => held.closeListener();
    const onListening = () => closeListener();
    this.#server.on('listening', onListening);
    const closed = this.#server.listening ? new Promise<void>((resolve) => (this.#onClose = resolve)) : undefined;
    await stopAccepting(() => this.#following.arrivals);
    closeListener();
    this.#following.leave();
    connections.leave(lingerMs);
    const linger = new Linger(connections, lingerMs);
    const deadline = this.#setDeadline();
    await new Promise<void>((resolve) => connections.whenNone(resolve));
    // Bun announces a connection with its first request. It would wait without end for one that never sends.
    await (RUNTIME === 'bun' ? Promise.race([closed, sleep(lingerMs)]) : closed);

    clearTimeout(deadline);
    linger[Symbol.dispose]();
    held[Symbol.dispose]();
    if (closed) this.#server.off('listening', onListening);
    else closeListener = () => void this.#server.close();
    this.#following[Symbol.dispose]();
    asked[Symbol.dispose]();
    letGoOfPrimary();
    this.#judge();
  }

  #setDeadline(): NodeJS.Timeout | undefined {
    const { timeoutMs } = this.#options;
    if (timeoutMs === undefined) return undefined;
    return setTimeout(() => {
      this.#controller.abort(new DOMException(`The server was not drained within ${timeoutMs} ms`, 'TimeoutError'));
      // A handler that gives up at this has a turn to say so to its client.
      setImmediate(() => setImmediate(() => (this.#destroyed = this.#connections.destroyAll())));
    }, timeoutMs);
  }

  /** Throws when a request was not answered in full. */
  #judge(): void {
    const destroyed = this.#destroyed;
    const { cutShort } = this.#connections;
    if (destroyed.length === 0 && cutShort.length === 0) return;
    const limit = destroyed.length > 0 ? ` within ${this.#options.timeoutMs} ms` : '';
    const outcomes = [
      ...(destroyed.length > 0 ? [`destroyed ${destroyed.join(', ')}`] : []),
      ...(cutShort.length > 0 ? [`saw this process cut short ${cutShort.join(', ')}`] : []),
    ];
    throw new Error(`drainServer expected every request to be answered${limit}, and ${outcomes.join(', and ')}`);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function isDrainable(server: unknown): server is DrainableServer {
  const { close, emit, closeIdleConnections, updateSettings } = Object(server ?? {}) as Record<string, unknown>;
  return [close, emit].every(isFunction) && [closeIdleConnections, updateSettings].some(isFunction);
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

function describeServer(server: unknown): string {
  return server instanceof process.getBuiltinModule('node:net').Server ? 'a net.Server' : describe(server);
}
