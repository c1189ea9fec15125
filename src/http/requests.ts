/**
 * Requests, followed at the server: Node tells of each on a diagnostics channel before any listener sees it, those that it answers itself (400, 417)
 * included. One subscriber serves the whole package, and is there while a server is followed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Request {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Listener = (request: Request) => void;

const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
const CHANNEL = 'http.server.request.start';

const listenersOf = new WeakMap<object, Set<Listener>>();
let followed = 0;

/** Calls `listener` with each request of the server, in the turn it arrives, until disposed. Bun has no such channel: there nothing comes. */
export function followRequests(server: object, listener: Listener): Disposable {
  const listeners = listenersOf.get(server) ?? new Set();
  listenersOf.set(server, listeners.add(listener));
  if (followed++ === 0) subscribe(CHANNEL, onStart);
  return {
    [Symbol.dispose]() {
      if (listeners.delete(listener) && --followed === 0) unsubscribe(CHANNEL, onStart);
    },
  };
}

function onStart(message: unknown): void {
  const { server, request, response } = message as Request & { server: object };
  for (const listener of listenersOf.get(server) ?? []) listener({ request, response });
}
