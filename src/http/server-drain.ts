/// <reference lib="esnext.disposable" preserve="true" />
interface Server {
  readonly listening: boolean;
  close(callback?: (error?: Error) => void): unknown;
  on(event: 'listening', listener: () => void): unknown;
  off(event: 'listening', listener: () => void): unknown;
}

/**
 * What {@link drainServer} takes: a server of `node:http`, `node:https` or `node:http2`, plain or secure, also behind a framework. Servers of
 * `node:http` and `node:https` are recognised by `closeIdleConnections`, those of `node:http2` by `updateSettings`. A `net.Server` has neither.
 *
 * @example A server of any of the three
 * ```ts
 * import { createSecureServer } from 'node:http2';
 * import type { DrainableServer } from 'capture-signals/http';
 *
 * const server: DrainableServer = createSecureServer();
 * ```
 */
export type DrainableServer = (Server & { closeIdleConnections(): void }) | (Server & { updateSettings(settings: any): void });

/**
 * The options of {@link drainServer}. Each may be omitted or `undefined`. An unknown one is a `TypeError`; so is a time that is not of type number. A
 * number that is not a whole one from 0 to 2 147 483 647, such as `NaN`, is a `RangeError`.
 *
 * The numbers must fit together: `delayMs` + `timeoutMs` < `graceMs` of the capture < the supervisor's limit. Nothing warns when they do not.
 *
 * @example Behind a load balancer
 * ```ts
 * import { createServer } from 'node:http';
 * import { drainServer } from 'capture-signals/http';
 *
 * const server = createServer(handle);
 * await using drain = drainServer(server, { signal: shutdown.signal, delayMs: 100, lingerMs: 100, timeoutMs: 5_000 });
 * server.listen(0);
 * await shutdown.promise;
 * ```
 */
export interface DrainOptions {
  /**
   * The drain begins when this AbortSignal aborts, or at once if it has already aborted. Its reason does not matter. Without it, disposing begins the
   * drain.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /**
   * For this many milliseconds after the drain has begun, everything goes on as before. In this time a load balancer notices that
   * {@link ServerDrain.draining} fails its readiness check. Without a proxy in front, a connection made in the very moment in which the server stops
   * listening may be reset: under load, in a few of a hundred restarts. With a load balancer, this option helps.
   *
   * @defaultValue 0
   */
  delayMs?: number | undefined;
  /**
   * How many milliseconds an idle connection stays open, for a request that may be on its way. They count from its last activity, but not before the
   * server has stopped accepting. Time in which the event loop was blocked does not count. 0 closes idle connections at once, which resets such a
   * request, as `server.close()` does. No effect on Bun: there, a server that stops listening closes them itself.
   *
   * @defaultValue 500
   */
  lingerMs?: number | undefined;
  /**
   * Milliseconds from when the server stops accepting until whatever is left is destroyed. Just before that {@link ServerDrain.signal} aborts.
   * Disposing then rejects with an `Error` that names the requests and the upgrades.
   *
   * @defaultValue no limit
   */
  timeoutMs?: number | undefined;
}

/**
 * A drain of a server, from {@link drainServer}. `close` may be detached from its drain.
 */
export interface ServerDrain extends AsyncDisposable {
  /**
   * True once the drain has begun, and from then on. While it is true, a readiness check answers 503.
   *
   * @example A readiness check
   * ```ts
   * import { createServer } from 'node:http';
   * import { drainServer } from 'capture-signals/http';
   *
   * const server = createServer((request, response) => {
   *   response.writeHead(request.url === '/ready' && drain.draining ? 503 : 200).end();
   * });
   * await using drain = drainServer(server, { signal: shutdown.signal });
   * server.listen(0);
   * await shutdown.promise;
   * ```
   */
  readonly draining: boolean;
  /**
   * How many requests are accepted and not yet answered. It may be read at any time, also before the drain: for a log, or a progress line. A request
   * whose client has gone no longer counts.
   *
   * @example A line in the log
   * ```ts
   * import { createServer } from 'node:http';
   * import { drainServer } from 'capture-signals/http';
   *
   * const server = createServer(handle).listen(0);
   * await using drain = drainServer(server, { signal: shutdown.signal });
   * await shutdown.promise;
   * console.log(`waiting for ${drain.inFlight} requests`);
   * ```
   */
  readonly inFlight: number;
  /**
   * Aborts with a `TimeoutError` when `timeoutMs` is over, just before whatever is left is destroyed. Never aborts without `timeoutMs`, or if the
   * drain finishes in time. Pass it to the `fetch` of a handler. Do not pass `shutdown.signal`: that aborts at the first signal, and the request
   * would fail instead of being answered. It takes any number of listeners without a warning.
   *
   * @example What a handler waits for
   * ```ts
   * import { createServer } from 'node:http';
   * import { drainServer } from 'capture-signals/http';
   *
   * const server = createServer(async (_, response) => {
   *   await sleep(1000, undefined, { signal: drain.signal });
   *   response.end('done');
   * });
   * await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 10_000 });
   * server.listen(0);
   * await shutdown.promise;
   * ```
   */
  readonly signal: AbortSignal;
  /**
   * Begins the drain, unless it has begun, and resolves when it is over. Disposing calls this. Each call returns the same promise.
   *
   * If `signal` began the drain, a failure waits for whoever disposes. Until then it is no unhandled rejection.
   *
   * @throws `Error`, as a rejection, when a request was not answered in full. It names each one: destroyed by `timeoutMs`, or cut short by this
   * process.
   *
   * @example Without await using
   * ```ts
   * import { createServer } from 'node:http';
   * import { drainServer } from 'capture-signals/http';
   *
   * const server = createServer(handle).listen(0);
   * const drain = drainServer(server, { lingerMs: 0 });
   * await drain.close();
   * console.log(`listening: ${server.listening}`);
   * ```
   */
  close(): Promise<void>;
}
