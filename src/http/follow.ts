/** Follows what a server announces at the place where it announces it: in front of its `emit`. A library can remove listeners, but not that. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RUNTIME } from '../platform/platform.ts';
import { heed } from './channels.ts';
import type { Connections } from './connections.ts';
import { shadow } from './shadow.ts';

/**
 * On these channels Node reports each request before any listener sees it, including those that it answers itself (400, 417), and each finished
 * answer. Bun has no such channels.
 *
 * Rejected: a 'finish' listener on each answer. With a second listener beside Node's own, and thousands of idle connections, every request of theirs
 * lives long enough to become old garbage (Node 20; in one run of two).
 */
const REQUESTS = 'http.server.request.start';
const ANSWERS = 'http.server.response.finish';

interface Exchange {
  server: object;
  request: IncomingMessage;
  response: ServerResponse;
}

/** Reports to `connections` what the server announces, until disposed. */
export function follow(server: object, connections: Connections): Disposable {
  const tooLate = new WeakSet<object>();

  /** False if nobody may hear it. */
  const announced: Record<string | symbol, ((first: any, second: any) => unknown) | undefined> = {
    __proto__: null as never,
    connection: (socket) => connections.opened(socket),
    secureConnection: (socket) => connections.secured(socket),
    session: (session) => connections.speaksHttp2(session),
    stream: (stream, headers) => connections.acceptStream(stream, headers),
    request,
    checkContinue: request,
    checkExpectation: request,
    upgrade,
    connect: upgrade,
    clientError: (error, socket) => connections.http1(socket)?.failed(error),
    close: () => connections.onServerClose(),
  };

  function request(request: IncomingMessage, response: ServerResponse): boolean {
    if (RUNTIME === 'bun') accept(request, response);
    return !tooLate.has(response);
  }

  function accept(request: IncomingMessage, response: ServerResponse): void {
    if (request.httpVersionMajor !== 1 || connections.accept(response)) return;
    tooLate.add(response);
    request.resume();
  }

  function upgrade(request: IncomingMessage): boolean {
    return request.httpVersionMajor !== 1 || connections.acceptUpgrade(request);
  }

  const following = [
    heed<Exchange>(REQUESTS, (started) => started.server === server && accept(started.request, started.response)),
    heed<Exchange>(ANSWERS, (finished) => finished.server === server && connections.answered(finished.response)),
    shadow(server, 'emit', (behind, args) => announced[args[0]]?.(args[1], args[2]) !== false && behind(...args)),
  ];
  return { [Symbol.dispose]: () => following.forEach((each) => each[Symbol.dispose]()) };
}
