/** What can be drained, and what to pass instead of something similar: the app of a framework, or another kind of server. */
import { process } from '../platform/builtins.ts';
import { describe } from '../input/describe.ts';
import type { DrainableServer } from './server-drain.ts';

const isFunction = (value: unknown): boolean => typeof value === 'function';

export function isDrainable(server: unknown): server is DrainableServer {
  const { close, emit, closeIdleConnections, updateSettings } = Object(server) as Record<string, unknown>;
  return [close, emit].every(isFunction) && [closeIdleConnections, updateSettings].some(isFunction);
}

/** Where apps keep such a server: Fastify, hapi, socket.io. */
const PROPERTIES = ['server', 'listener', 'httpServer'];

/** What to do instead, by a method that the value has: the first that fits. */
const INSTEAD = {
  tryShutdown: 'call its tryShutdown()', // gRPC
  shutdown: 'call its shutdown()', // Deno.serve
  fetch: 'pass the server that calls it', // Hono, h3
  web: 'pass the server that calls it', // http-proxy, whose `listen` returns the proxy
  listen: 'pass what its listen() returns', // Express, Koa
  then: 'await it',
};

export function describeOther(server: unknown): string {
  if (server instanceof process.getBuiltinModule('node:net').Server) return 'a net.Server';
  const members = Object(server) as Record<string, unknown>;
  const property = PROPERTIES.find((name) => isDrainable(members[name]));
  if (property) return `an app: pass its ${property}`; // the app of Fastify is a promise, too
  const instead = Object.entries(INSTEAD).find(([method]) => isFunction(members[method]));
  return describe(server) + (instead ? `: ${instead[1]}` : '');
}
