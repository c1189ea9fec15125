/**
 * While a server drains, only the drain closes it. A library that closes it as well, when it shuts down or at the signal (`app.close()` of Fastify,
 * `io.close()` of socket.io), would close the listener before the load balancer has noticed, reset idle connections, and stop the check of
 * `requestTimeout`.
 */
import { clearInterval, process, queueMicrotask } from '../platform/builtins.ts';
import { connectionsCheck } from './internals.ts';
import { shadow } from './shadow.ts';

interface Closable {
  readonly listening: boolean;
  close(callback?: (error?: Error) => void): unknown;
}

export interface HeldClose extends Disposable {
  /** Closes only the listener. */
  readonly closeListener: () => void;
}

/** Until disposed, `close` waits, and calls back then; `closeIdleConnections` does nothing. */
export function holdClose(server: Closable): HeldClose {
  const { Server } = process.getBuiltinModule('node:net');
  const waiting: (() => void)[] = [];
  const { close } = server;
  const names = ['close', 'closeIdleConnections'].filter((name) => name in server); // servers of HTTP/2 have no idle ones
  const shadows = names.map((name) => shadow(server, name, (_, [callback]) => {
    if (typeof callback === 'function') waiting.push(callback);
    return server;
  }));
  // Code is slow the first time, and when the listener is closed every microsecond counts.
  Server.prototype.close.call(new Server());

  return {
    closeListener() {
      if (!server.listening) return;
      // The `close` of `net` closes only the listener. Bun's http servers are not of that class.
      if (server instanceof Server) Server.prototype.close.call(server);
      else close.call(server);
    },
    [Symbol.dispose]() {
      for (const each of shadows) each[Symbol.dispose]();
      clearInterval(connectionsCheck(server));
      for (const callback of waiting) queueMicrotask(callback);
    },
  };
}
