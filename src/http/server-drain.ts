/// <reference lib="esnext.disposable" preserve="true" />
interface Server {
  readonly listening: boolean;
  close(callback?: (error?: Error) => void): unknown;
  on(event: 'listening', listener: () => void): unknown;
  off(event: 'listening', listener: () => void): unknown;
}

/**
 * What {@link drainServer} takes: a server of `node:http`, `node:https` or `node:http2`, plain or secure, also behind a framework. Those of `node:http` and
 * `node:https` are known by `closeIdleConnections`, those of `node:http2` by `updateSettings`. A `net.Server` has neither.
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
 * The options of {@link drainServer}. Each may be left out or `undefined`. An unknown one is a `TypeError`; so is a time that is not of type number. A number
 * that is not a whole one from 0 to 2 147 483 647, `NaN` included, is a `RangeError`.
 *
 * The numbers have to agree: `delayMs` + `timeoutMs` < `graceMs` of the capture < the limit of the supervisor. Nothing warns when they do not.
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
   * The drain begins when this AbortSignal aborts; at once when it has aborted already. Its reason does not matter. Without it disposing begins the drain.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds in which all goes on as before once the drain has begun. A load balancer needs them to notice that {@link ServerDrain.draining} fails its
   * readiness check. A connection that is made in the very moment in which the server stops listening may be reset, in a few of a hundred restarts under
   * load without a proxy in front. With a load balancer, this is what helps.
   *
   * @defaultValue 0
   */
  delayMs?: number | undefined;
  /**
   * Milliseconds that an idle connection stays, for the request that may be on its way. They count from its last activity, and not before the server has stopped
   * accepting. Time in which the event loop was blocked does not count. 0 closes idle connections at once, which resets such a request, as `server.close()` does.
   * On Bun it has no effect: there a server that stops listening closes them itself.
   *
   * @defaultValue 500
   */
  lingerMs?: number | undefined;
  /**
   * Milliseconds from the stop of accepting until what is left is destroyed. Just before that {@link ServerDrain.signal} aborts. Disposing then rejects with an
   * `Error` that names the requests and the upgrades.
   *
   * @defaultValue no limit
   */
  timeoutMs?: number | undefined;
}

/**
 * A drain of a server, from {@link drainServer}. `close` works without its drain, too.
 */
export interface ServerDrain extends AsyncDisposable {
  /**
   * True once the drain has begun, and ever after. It is what a readiness check answers 503 for.
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
   * How many requests are accepted and not yet answered, at any time, also before the drain. It is for a log, or a progress line. A request that its client
   * has given up counts no more.
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
   * Aborts with a `TimeoutError` when `timeoutMs` is over, just before what is left is destroyed. Never aborts without `timeoutMs`, or when the drain ends in
   * time. Give it to the `fetch` of a handler. `shutdown.signal` aborts at the first signal: the request would fail instead of being answered. It
   * takes any number of listeners without a warning.
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
   * Begins the drain, if nothing has, and resolves when it is over. It is what disposing calls. Each call returns the same promise.
   *
   * Where `signal` has begun the drain, a failure waits for whoever disposes, and is no unhandled rejection before.
   *
   * @throws `Error`, as a rejection, when a request was not answered in full. It names each: what `timeoutMs` has destroyed, and what this process has cut
   * short.
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
