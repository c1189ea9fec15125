/** How the service is reached, and how it is told to stop. */

/** `h2c` is HTTP/2 without TLS, as a proxy speaks it. */
export type Protocol = 'http' | 'https' | 'http2' | 'h2c';

export interface Way {
  title: string;
  protocol: Protocol;
  /** In front of two instances, which are restarted in turn. */
  proxy?: 'nginx' | 'haproxy';
  /** It asks the instances whether they are ready; they delay their stop so long that it knows. */
  isChecked?: boolean;
  waysToStop: readonly WayToStop[];
}

export type WayToStop = 'drainServer' | 'server.close()' | 'server[Symbol.asyncDispose]()' | 'http-terminator' | 'stoppable';

const all: readonly WayToStop[] = ['drainServer', 'server.close()', 'server[Symbol.asyncDispose]()', 'http-terminator', 'stoppable'];

export const ways: readonly Way[] = [
  { title: 'HTTP/1', protocol: 'http', waysToStop: all },
  { title: 'nginx', protocol: 'http', proxy: 'nginx', waysToStop: all },
  { title: 'TLS', protocol: 'https', waysToStop: all },
  ...(['http', 'h2c'] as const).flatMap((protocol) => [true, false].map((isChecked): Way => ({
    title: `haproxy, HTTP/${protocol === 'http' ? 1 : 2}${isChecked ? ', checked' : ''}`, protocol, proxy: 'haproxy', isChecked, waysToStop: ['drainServer'],
  }))),
  // http-terminator and stoppable say nothing of HTTP/2.
  { title: 'HTTP/2', protocol: 'http2', waysToStop: all.slice(0, 3) },
];

/** The exit code of a service that had to be ended. */
export const FORCED = 9;

/** How long a service goes on where a proxy checks it. */
export const DELAY_MS = 1000;

/** What a service tells at its end. */
export interface Report {
  /** Requests that its handler was called for. */
  accepted: string[];
  /** Those of them that were not answered whole. */
  unanswered: string[];
}
