/** What a server announces, followed where it announces it: in front of its `emit`, which no library can take off as it can listeners. */
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Connections } from './connections.ts';
import { refuseStream, refuseUpgrade } from './refuse.ts';
import { followRequests } from './requests.ts';
import { shadow } from './shadow.ts';

export interface Following extends Disposable {
  /** Connections that were announced so far. */
  readonly arrivals: number;
  /** Upgrades are refused from now on. */
  leave(): void;
}

/** Enters into `connections` what the server announces. `onClose` is called when it has closed. */
export function follow(server: object, connections: Connections, onClose: () => void): Following {
  const tooLate = new WeakSet<object>();
  let arrivals = 0;
  let isLeaving = false;

  /** False when nobody is to hear it. */
  function announced(event: string, [first, second]: any[]): boolean {
    switch (event) {
      case 'connection':
        arrivals++;
        connections.opened(first);
        return true;
      case 'secureConnection':
        connections.secured(first);
        return true;
      case 'session':
        connections.madeSession(first);
        return true;
      case 'stream':
        return stream(first, second);
      case 'request':
      case 'checkContinue':
      case 'checkExpectation':
        // Known already from `followRequests`, but on Bun.
        if (first?.httpVersionMajor === 1 && connections.knows(first.socket)) accept(first, second);
        return !tooLate.has(second);
      case 'upgrade':
      case 'connect':
        return upgrade(first, second);
      case 'close':
        onClose();
        return true;
      default:
        return true;
    }
  }

  function accept(request: IncomingMessage, response: any): void {
    if (connections.accept({ request, response })) return;
    tooLate.add(response);
    request.resume();
  }

  function stream(stream: ServerHttp2Stream, headers: Record<string, string>): boolean {
    // A tunnel: a WebSocket, say.
    const isUpgrade = headers[':method'] === 'CONNECT';
    if (!isUpgrade) connections.acceptStream(stream, headers);
    else if (isLeaving) refuseStream(stream);
    return !(isUpgrade && isLeaving);
  }

  function upgrade(request: IncomingMessage, socket: Duplex): boolean {
    if (request.httpVersionMajor !== 1) return true;
    if (!isLeaving) connections.upgraded(request.socket);
    else refuseUpgrade(socket, () => connections.refused(request.socket));
    return !isLeaving;
  }

  const requests = followRequests(server, ({ request, response }) => accept(request, response));
  const emit = shadow(server, 'emit', (behind, args) => announced(args[0], args.slice(1)) && behind(...args));
  return {
    get arrivals() {
      return arrivals;
    },
    leave() {
      isLeaving = true;
    },
    [Symbol.dispose]() {
      requests[Symbol.dispose]();
      emit[Symbol.dispose]();
    },
  };
}
