/**
 * The only file of this bundle that reads undocumented parts of a runtime. Each function says what happens to a drain if that part is gone; nothing
 * here throws then.
 */
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { process } from '../platform/builtins.ts';

type HttpSocket = Socket & {
  server?: { httpAllowHalfOpen?: boolean };
  _server?: object;
  _parent?: Socket;
  _handle?: { writeQueueSize?: number } | null;
  _writableState?: { bufferedRequestCount?: number };
  parser?: { incoming?: IncomingMessage | null } | null;
  _httpMessage?: (ServerResponse & { req: IncomingMessage }) | null;
};

/** The value that an object holds under a symbol with this description. */
function hidden<T>(object: object, description: string): T | undefined {
  const symbol = Object.getOwnPropertySymbols(object).find((own) => own.description === description);
  return symbol && (object as Record<symbol, T>)[symbol];
}

/**
 * The sockets of a server. On Node: those of the process that belong to this server, then those with an HTTP/1 parser, which may be TLS sockets. On
 * Deno: its lists. Gone: they are not known, and not waited for.
 */
export function socketsOf(server: object): Socket[] {
  const { _getActiveHandles } = process as { _getActiveHandles?: () => HttpSocket[] };
  const active = (_getActiveHandles?.call(process) ?? []).filter((socket) => socket.server === server || socket._server === server);
  const listed = ['http.server.trackedConnections', 'http1Connections'].flatMap((list) => [...(hidden<Set<Socket>>(server, list) ?? [])]);
  const parsers = hidden<{ all?(): { socket?: Socket }[] }>(server, 'http.server.connections')?.all?.() ?? [];
  return [...active, ...listed, ...parsers.flatMap(({ socket }) => socket ?? [])];
}

/** The sessions of a server (Node 24, Bun). Gone: a session over TLS is waited for, and not named, until it has its next stream. */
export const sessionsOf = (server: object): ServerHttp2Session[] => [...(hidden<Set<ServerHttp2Session>>(server, 'sessions') ?? [])];

/** The session on a socket without TLS. Gone: as for those above. */
export const sessionOn = (socket: Socket): ServerHttp2Session | undefined =>
  Object.values(socket).find((value) => typeof value?.goaway === 'function');

/** The system's socket below a session. Gone: the session is not known. */
export const transportOf = (session: ServerHttp2Session): Socket | undefined =>
  hidden<Socket>(session, '::bunhttp2socket::') ?? below(session.socket as Socket);

/** The socket below a TLS socket. Gone: the TLS socket counts, of which less activity is known. */
export const below = (socket: Socket): Socket | undefined => (socket as HttpSocket)._parent;

/** The streams of a session, with their names; undefined where it does not say (Bun). Gone: the session is left to end by itself. */
export function streamsOf(session: ServerHttp2Session): [stream: ServerHttp2Stream, headers: IncomingHttpHeaders | undefined][] | undefined {
  const streams = hidden<{ streams?: Map<number, ServerHttp2Stream> }>(session, 'state')?.streams;
  return streams && [...streams.values()].map((stream) => [stream, hidden<{ headers: IncomingHttpHeaders }>(stream, 'request')?.headers]);
}

/** Whether HTTP/1 is spoken on a socket. Gone: the socket counts as upgraded. */
export const speaksHttp1 = (socket: Socket): boolean => Boolean((socket as HttpSocket).parser);

/** The answer that a socket is sending or will send next. Gone: it is waited for, and not named. */
export function currentAnswer(socket: Socket): (ServerResponse & { req: IncomingMessage }) | undefined {
  const response = (socket as HttpSocket)._httpMessage;
  return response && !response.writableFinished ? response : undefined;
}

/** The last request that came on a socket. Gone: what was pipelined before the server was followed is not answered. */
export const lastRequest = (socket: Socket): IncomingMessage | undefined => (socket as HttpSocket).parser?.incoming ?? undefined;

/** Behind its last answer, Node is to end our side of a socket, and no more. Gone: Node closes it, which resets an upload that was refused. */
export function closeBehindLast(socket: Socket): void {
  socket.destroySoon = () => void socket.end();
}

/**
 * Whether the system has not taken yet all that was written to a socket; with TLS, `transport` is the one below. Gone (Bun): an answer that is cut
 * short then, though ended, is not named.
 */
export function isSending(socket: HttpSocket, transport: HttpSocket): boolean {
  return socket._writableState?.bufferedRequestCount! > 0 || transport._handle?.writeQueueSize! > 0;
}

/** The head of an answer as it was sent. Gone (Bun): an answer shorter than announced is not named. */
export const headOf = (response: ServerResponse): string => String((response as { _header?: unknown })._header ?? '');

/** Whether a client that has ended its sending side may still wait for its answer. Gone: it counts as one that has left. */
export const mayBeHalfOpen = (socket: Socket): boolean => Boolean((socket as HttpSocket).server?.httpAllowHalfOpen);

/** The timer that looks for requests that take too long. Node leaves it running when `close` of `net` is called. Gone: it stays, and is unref'd. */
export const connectionsCheck = (server: object): NodeJS.Timeout | undefined => hidden(server, 'http.server.connectionsCheckingInterval');
