/** What a server announces, followed where it announces it: in front of its `emit`, which no library can take off as it can listeners. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { RUNTIME } from '../platform/platform.ts';
import { heed } from './channels.ts';
import type { Connections } from './connections.ts';
import { nameOf } from './http1.ts';
import { isTunnel } from './http2.ts';
import { shadow } from './shadow.ts';
import { refuseStream, refuseUpgrade } from './refuse.ts';

/** Here Node tells of each request before any listener sees it, those that it answers itself (400, 417) included. Bun has no such channel. */
const REQUESTS = 'http.server.request.start';

/** Enters into `connections` what the server announces, until disposed. */
export function follow(server: object, connections: Connections): Disposable {
  const tooLate = new WeakSet<object>();

  /** False when nobody is to hear it. */
  const announced: Record<string | symbol, ((first: any, second: any) => unknown) | undefined> = {
    __proto__: null as never,
    connection: (socket) => connections.opened(socket),
    secureConnection: (socket) => connections.secured(socket),
    session: (session) => connections.speaksHttp2(session),
    stream,
    request,
    checkContinue: request,
    checkExpectation: request,
    upgrade,
    connect: upgrade,
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

  function stream(stream: ServerHttp2Stream, headers: Record<string, string>): boolean {
    const isRefused = connections.isLeaving && isTunnel(headers);
    if (isRefused) refuseStream(stream);
    else connections.acceptStream(stream, headers);
    return !isRefused;
  }

  function upgrade(request: IncomingMessage, socket: Duplex): boolean {
    if (request.httpVersionMajor !== 1) return true;
    if (connections.isLeaving) refuseUpgrade(socket);
    else connections.upgraded(request.socket, `upgrade ${nameOf(request)}`);
    return !connections.isLeaving;
  }

  const requests = heed<{ server: object; request: IncomingMessage; response: ServerResponse }>(REQUESTS, (started) => {
    if (started.server === server) accept(started.request, started.response);
  });
  const emit = shadow(server, 'emit', (behind, args) => announced[args[0]]?.(args[1], args[2]) !== false && behind(...args));
  return {
    [Symbol.dispose]() {
      requests[Symbol.dispose]();
      emit[Symbol.dispose]();
    },
  };
}
