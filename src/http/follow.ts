/** What a server announces, followed where it announces it: in front of its `emit`, which no library can take off as it can listeners. */
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { RUNTIME } from '../runtime/runtime.ts';
import type { Connections } from './connections.ts';
import { nameOf, type Request } from './http1.ts';
import { isTunnel } from './http2.ts';
import { shadow } from './shadow.ts';
import { refuseStream, refuseUpgrade } from './upgrades.ts';

const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
/** Here Node tells of each request before any listener sees it, those that it answers itself (400, 417) included. Bun has no such channel. */
const CHANNEL = 'http.server.request.start';

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
        if (RUNTIME === 'bun') accept({ request: first, response: second });
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

  function accept({ request, response }: Request): void {
    if (request.httpVersionMajor !== 1 || connections.accept({ request, response })) return;
    tooLate.add(response);
    request.resume();
  }

  function stream(stream: ServerHttp2Stream, headers: Record<string, string>): boolean {
    const isRefused = isLeaving && isTunnel(headers);
    if (isRefused) refuseStream(stream);
    else connections.acceptStream(stream, headers);
    return !isRefused;
  }

  function upgrade(request: IncomingMessage, socket: Duplex): boolean {
    if (request.httpVersionMajor !== 1) return true;
    if (isLeaving) refuseUpgrade(socket, () => connections.refused(request.socket));
    else connections.upgraded(request.socket, `upgrade ${nameOf({ request })}`);
    return !isLeaving;
  }

  const onRequest = (message: unknown): void => {
    const started = message as Request & { server: object };
    if (started.server === server) accept(started);
  };
  subscribe(CHANNEL, onRequest);
  const emit = shadow(server, 'emit', (behind, args) => announced(args[0], args.slice(1)) && behind(...args));
  return {
    get arrivals() {
      return arrivals;
    },
    leave() {
      isLeaving = true;
    },
    [Symbol.dispose]() {
      unsubscribe(CHANNEL, onRequest);
      emit[Symbol.dispose]();
    },
  };
}
