/// <reference lib="esnext.disposable" preserve="true" />
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
import { findEarlier } from './earlier.ts';
import { follow, type Following } from './follow.ts';
import { Linger } from './linger.ts';
import { stopAccepting } from './listener.ts';
import { own } from './own.ts';

interface Server {
  readonly listening: boolean;
  close(callback?: (error?: Error) => void): unknown;
  on(event: 'listening', listener: () => void): unknown;
}

/** What {@link drainServer} takes: a server of `node:http` or `node:https` has the one method, a server of `node:http2` the other. */
export type DrainableServer = (Server & { closeIdleConnections(): void }) | (Server & { updateSettings(settings: any): void });

/** The options of {@link drainServer}. Each may be left out or `undefined`; an unknown one is a `TypeError`. */
export interface DrainOptions {
  /** The drain begins when this aborts; at once when it has aborted already. */
  signal?: AbortSignal | undefined;
  /** Milliseconds to go on accepting once the drain has begun, for a load balancer to notice. 0 by default. */
  delayMs?: number | undefined;
  /**
   * Milliseconds from its last activity, or from the stop of accepting, that an idle connection stays, for the request that may be on its way. 500 by
   * default; 0 closes idle ones at once.
   */
  lingerMs?: number | undefined;
  /** Milliseconds from the stop of accepting until what is left is destroyed. No limit by default. */
  timeoutMs?: number | undefined;
}

/** A drain of a server, from {@link drainServer}. Its members may be taken off it. */
export interface ServerDrain extends AsyncDisposable {
  /** True once the drain has begun: what a readiness check answers 503 for. */
  readonly draining: boolean;
  /** The requests that are accepted and not yet answered, at any time: for a log, or a progress line. */
  readonly inFlight: number;
  /**
   * Aborts, with a `TimeoutError`, when `timeoutMs` is over, just before what is left is destroyed: what a handler gives to its own `fetch`. Where a
   * handler was given the signal that begins the drain, its request would fail at once.
   */
  readonly signal: AbortSignal;
  /** Begins the drain, if nothing has, and resolves when it is over, or rejects; what disposing calls. Idempotent: each call returns the same promise. */
  close(): Promise<void>;
}

/**
 * Drains a server of `node:http`, `node:https` or `node:http2`, whoever made it and whether it listens yet, when `signal` aborts, or when the returned drain
 * is disposed:
 *
 * 1. For `delayMs` it goes on accepting. From the beginning on every answer says that the connection closes (HTTP/2 sessions get GOAWAY), and upgrades
 *    are refused with 503.
 * 2. It stops accepting, in a moment when no connection waits in the system's queue.
 * 3. For `lingerMs` idle connections stay, new ones and those in their TLS handshake, too: a request that was on its way is answered.
 * 4. What is in flight is answered whole. The drain changes nothing in an answer but its connection header.
 * 5. After `timeoutMs` the drain's `signal` aborts, and what is left is destroyed.
 *
 * - **Disposing waits until all is done**, also when `signal` has begun it. Every request that was accepted has then been answered in full, or the promise
 *   rejects with an `Error` that names it, whoever has cut it short. One that its client has given up counts as neither.
 * - **It ends with the longest request** or the linger, not with the keep-alive timeout. `requestTimeout` and `headersTimeout` go on counting.
 * - **Declare it last**, below what the handlers use: what is declared after it is disposed before it, while it answers.
 * - An upgraded socket (a WebSocket) belongs to its owner, and is waited for, until `timeoutMs`.
 * - While it drains, `server.close()` and `closeIdleConnections()` of others wait for it. A server that starts to listen later is closed at once.
 * - Once drained, a worker of `node:cluster` is no longer kept alive by its channel to the primary.
 *
 * It is what Kubernetes asks of a pod that ends, and what nginx does with `worker_shutdown_timeout`.
 *
 * Throws a `TypeError` for what it cannot drain, a `net.Server` included, and a `TypeError` or `RangeError` for a wrong option.
 *
 * @example
 * ```ts
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
 * const server = createServer(async (request, response) => {
 *   const upstream = await fetch(url, { signal: drain.signal }); // not shutdown.signal: the request is to be answered
 *   response.end(await upstream.text());
 * });
 * await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
 * server.listen(8080);
 * await shutdown.promise;
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
    findEarlier(server, this.#connections);
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
    const owned = own(this.#server);
    const linger = new Linger(connections, lingerMs);
    this.#following.leave();
    connections.leave(lingerMs);
    if (delayMs > 0) await sleep(delayMs);

    // One that is yet to listen, because the interrupt came while the program was starting, must not begin to.
    let closeListener = () => owned.closeListener();
    this.#server.on('listening', () => closeListener());
    const closed = this.#server.listening ? new Promise<void>((resolve) => (this.#onClose = resolve)) : undefined;
    await stopAccepting(closeListener, () => this.#following.arrivals);
    const deadline = this.#setDeadline();
    linger.stopped();
    await new Promise<void>((resolve) => connections.whenNone(resolve));
    // Bun announces a connection with its first request. It would wait without end for one that never sends.
    await (RUNTIME === 'bun' ? Promise.race([closed, sleep(lingerMs)]) : closed);

    clearTimeout(deadline);
    linger[Symbol.dispose]();
    owned[Symbol.dispose]();
    closeListener = () => void this.#server.close();
    this.#following[Symbol.dispose]();
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
