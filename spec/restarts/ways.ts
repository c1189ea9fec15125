/** How the service is reached, and how it is told to stop. */

export type Protocol = 'http' | 'https' | 'http2';

export interface Way {
  title: string;
  protocol: Protocol;
  /** nginx in front of two instances, which are restarted in turn. */
  isProxied: boolean;
  waysToStop: readonly WayToStop[];
}

export type WayToStop = 'drainServer' | 'server.close()' | 'server[Symbol.asyncDispose]()' | 'http-terminator' | 'stoppable';

const all: readonly WayToStop[] = ['drainServer', 'server.close()', 'server[Symbol.asyncDispose]()', 'http-terminator', 'stoppable'];

export const ways: readonly Way[] = [
  { title: 'HTTP/1', protocol: 'http', isProxied: false, waysToStop: all },
  { title: 'nginx', protocol: 'http', isProxied: true, waysToStop: all },
  { title: 'TLS', protocol: 'https', isProxied: false, waysToStop: all },
  // http-terminator and stoppable say nothing of HTTP/2.
  { title: 'HTTP/2', protocol: 'http2', isProxied: false, waysToStop: all.slice(0, 3) },
];

/** The exit code of a service that had to be ended. */
export const FORCED = 9;

/** What a service tells at its end. */
export interface Report {
  /** Requests that its handler was called for. */
  accepted: string[];
  /** Those of them that were not answered whole. */
  unanswered: string[];
}
