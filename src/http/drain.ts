/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Shutting down an HTTP server without losing a request.
 *
 * Tried and rejected: `server.closeIdleConnections()` for the idle ones (Node counts a connection that has not sent its headers
 * yet as busy, for a minute; and it destroys an answer that has been ended and is still on its way to a slow reader); waiting for
 * `server.close()` alone (it ends with the keep-alive timeout, not with the last request).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addAbortListener, clearTimeout, setTimeout } from '../runtime/builtins.ts';
import { describe } from '../input/describe.ts';
import { flushPendingSignals as letArrivalsIn } from '../runtime/event-loop.ts';
import { abortSignal, checkOptions, milliseconds } from '../input/options.ts';

/** What {@link drainServer} needs of a server; the servers of `node:http` and `node:https` have it. */
export interface DrainableServer {
  readonly listening?: boolean;
  close(callback?: (error?: Error) => void): unknown;
  on(event: string, listener: (...args: any[]) => void): unknown;
  off(event: string, listener: (...args: any[]) => void): unknown;
  prependListener(event: string, listener: (...args: any[]) => void): unknown;
  listenerCount(event: string): number;
  closeIdleConnections?(): void;
}

/** The options of {@link drainServer}. Each may be left out or `undefined`; an unknown one is a `TypeError`. */
export interface DrainOptions {
  /** The drain begins when this aborts; at once when it has aborted already. */
  signal?: AbortSignal | undefined;
  /** Milliseconds to go on accepting once the drain has begun, for a load balancer to notice. 0 by default. */
  delayMs?: number | undefined;
  /** Milliseconds from the stop of accepting until what is left is destroyed. No limit by default. */
  timeoutMs?: number | undefined;
}

/**
 * Drains an `http` or `https` server when `signal` aborts, or when the returned object is disposed: it goes on accepting for
 * `delayMs`, stops, closes idle connections at once, answers what is in flight with `Connection: close`, and destroys what is left
 * after `timeoutMs`.
 *
 * - **Disposing waits until all is done**, also when `signal` has begun it. Every request that was accepted has then been answered in
 *   full, or the promise rejects with an `Error` that names it. A request whose client has gone away counts as neither.
 * - **It ends with the longest request**, not with the keep-alive timeout.
 * - A connection whose request headers have not arrived whole is idle. An upgraded socket belongs to its owner, and is waited
 *   for, until `timeoutMs`.
 * - A server that starts to listen after it was drained is closed at once.
 * - Call it before the server listens: connections that were open before are not known to it. Disposing again returns the same promise.
 *
 * Throws a `TypeError` or `RangeError` for what is not a server, or a wrong option.
 *
 * @example
 * ```ts
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
 * const server = createServer(handle);
 * await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
 * server.listen(8080);
 * await shutdown.promise;
 * ```
 */
export function drainServer(server: DrainableServer, options?: DrainOptions): AsyncDisposable {
  if (typeof server?.close !== 'function' || typeof server.prependListener !== 'function') {
    throw new TypeError(`drainServer expected an http or https server, received ${describe(server)}`);
  }
  checkOptions('drainServer', options, { signal: abortSignal, delayMs: milliseconds, timeoutMs: milliseconds });
  return new Drain(server, { ...options });
}

class Drain implements AsyncDisposable {
  readonly #server: DrainableServer;
  readonly #options: DrainOptions;
  readonly #connections = new Map<Socket, Set<ServerResponse>>();
  readonly #upgraded = new WeakSet<Socket>();
  /** The connections that end with the answer they have had. */
  readonly #ending = new WeakSet<Socket>();
  readonly #unanswered: string[] = [];
  readonly #listeners = new Map<string, (...args: any[]) => void>();
  #isDraining = false;
  #isClosing = false;
  #unfollow: Disposable | undefined;
  #done: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(server: DrainableServer, options: DrainOptions) {
    this.#server = server;
    this.#options = options;
    this.#listen('connection', (socket: Socket) => this.#onConnection(socket));
    this.#listen('secureConnection', (socket: Socket) => this.#track(socket));
    this.#listen('request', this.#onRequest);
    const { signal } = options;
    if (signal?.aborted) this.#begin();
    else if (signal) this.#unfollow = addAbortListener(signal, () => void this.#begin());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#begin();
  }

  // What the server does

  #listen(event: string, listener: (...args: any[]) => void): void {
    this.#listeners.set(event, listener);
    this.#server.prependListener(event, listener);
  }

  /** A listener for these changes what the server does with such requests, so there is one only where somebody else listens. */
  #listenWhereOthersDo(): void {
    for (const [event, listener] of [
      ['checkContinue', this.#onRequest], ['checkExpectation', this.#onRequest],
      ['upgrade', this.#onUpgrade], ['connect', this.#onUpgrade],
    ] as const) {
      if (!this.#listeners.has(event) && this.#server.listenerCount(event) > 0) this.#listen(event, listener);
    }
  }

  #onConnection(socket: Socket): void {
    this.#listenWhereOthersDo();
    this.#track(socket);
  }

  #track(socket: Socket): void {
    const inFlight = new Set<ServerResponse>();
    this.#connections.set(socket, inFlight);
    socket.once('close', () => {
      if (this.#isDraining && this.#ending.has(socket)) this.#name(inFlight);
      this.#connections.delete(socket);
      this.#checkIdle();
    });
  }

  #onRequest = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    const inFlight = this.#connections.get(socket);
    inFlight?.add(response);
    if (this.#isDraining && inFlight) closeAfterLast(inFlight);
    response.once('close', () => {
      if (!response.writableFinished) return; // the connection is closed, and says what becomes of the rest
      inFlight?.delete(response);
      if (response.getHeader('Connection') === 'close') this.#ending.add(socket);
      if (this.#isClosing && inFlight?.size === 0) socket.destroySoon();
    });
  };

  #onUpgrade = (_request: IncomingMessage, socket: Socket): void => {
    this.#upgraded.add(socket);
  };

  // The drain

  #begin(): Promise<void> {
    return (this.#done ??= this.#drain());
  }

  #drain(): Promise<void> {
    const done = this.#run();
    done.catch(() => {}); // begun by the signal, the outcome waits for whoever disposes
    return done;
  }

  async #run(): Promise<void> {
    const { delayMs = 0 } = this.#options;
    this.#unfollow?.[Symbol.dispose]();
    if (delayMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, delayMs));
    this.#isDraining = true;
    for (const inFlight of this.#connections.values()) closeAfterLast(inFlight);
    // Connections and requests that have arrived, and that the event loop has not come to yet, are accepted.
    await new Promise<void>((resolve) => letArrivalsIn(resolve));
    const closed = this.#stopAccepting();
    await new Promise<void>((resolve) => letArrivalsIn(resolve));
    await this.#closeConnections();
    await closed;
    for (const [event, listener] of this.#listeners) this.#server.off(event, listener);
    if (this.#unanswered.length > 0) {
      const { timeoutMs } = this.#options;
      const limit = timeoutMs === undefined ? '' : ` within ${timeoutMs} ms`;
      throw new Error(`drainServer expected every request to be answered${limit}, and destroyed ${this.#unanswered.join(', ')}`);
    }
  }

  /** The server's own `close` would see to the idle connections first, and takes some for idle that are not. */
  #stopAccepting(): Promise<void> {
    const server = this.#server;
    // One that is yet to listen, because the interrupt came while the program was starting, must not begin to.
    if (server.listening === false) server.prependListener('listening', () => server.close());
    const own = Object.getOwnPropertyDescriptor(server, 'closeIdleConnections');
    server.closeIdleConnections = () => {};
    try {
      return new Promise((resolve) => server.close(() => resolve()));
    } finally {
      delete server.closeIdleConnections;
      if (own) Object.defineProperty(server, 'closeIdleConnections', own);
    }
  }

  /** Closes the idle ones, and waits for the others. */
  #closeConnections(): Promise<void> {
    this.#isClosing = true;
    // A TCP socket below a TLS one that is in use has no requests of its own.
    const below = new Set([...this.#connections.keys()].map((socket) => (socket as { _parent?: Socket })._parent));
    for (const [socket, inFlight] of this.#connections) {
      if (inFlight.size === 0 && !this.#upgraded.has(socket) && !below.has(socket)) socket.destroy();
    }
    return new Promise((resolve) => {
      const { timeoutMs } = this.#options;
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => resolve(this.#destroyAll()), timeoutMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#checkIdle();
    });
  }

  #checkIdle(): void {
    if (this.#connections.size === 0) this.#onIdle?.();
  }

  #destroyAll(): void {
    for (const [socket, inFlight] of this.#connections) {
      this.#name(inFlight);
      socket.destroy();
    }
  }

  /** These requests will not be answered; their connection is about to close, or has closed. */
  #name(inFlight: Set<ServerResponse>): void {
    for (const { req } of inFlight) this.#unanswered.push(`${req.method} ${req.url}`);
    inFlight.clear();
  }
}

/** Of answers that share a connection the last alone says that it closes: Node closes after the first that does. */
function closeAfterLast(inFlight: Set<ServerResponse>): void {
  const last = [...inFlight].at(-1);
  for (const response of inFlight) {
    if (response.headersSent) continue;
    if (response === last) response.setHeader('Connection', 'close');
    else if (response.getHeader('Connection') === 'close') response.removeHeader('Connection');
  }
}
