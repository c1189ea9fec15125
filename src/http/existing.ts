/**
 * The connections that a server had before it was followed. No public function lists them. Those that `internals` does not find are treated as
 * somebody else's, like upgraded sockets: on Node 20 and 22 that is a TLS connection with HTTP/2, until it has its next stream.
 */
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Connection, Connections } from './connections.ts';
import { currentAnswer, lastRequest, sessionOn, sessionsOf, socketsOf, speaksHttp1, streamsOf, transportOf } from './internals.ts';

const UNKNOWN = 'an upgraded connection from before';

export function findExisting(server: object, connections: Connections): void {
  for (const socket of socketsOf(server)) enter(socket, connections, 'setSecureContext' in server);
  for (const session of sessionsOf(server)) {
    const transport = transportOf(session);
    if (transport) enterSession(connections.opened(transport), session, connections);
  }
}

/** `isSecure`: a socket that has sent nothing may be in its handshake. */
function enter(socket: Socket, connections: Connections, isSecure: boolean): void {
  if (connections.knows(socket)) return;
  if (speaksHttp1(socket)) return acceptCurrent(socket, connections);
  const connection = connections.secured(socket); // Deno lists the socket below TLS, then the TLS socket, which shows more
  const session = sessionOn(socket);
  if (session) enterSession(connection, session, connections);
  else if (!isSecure || socket.bytesWritten > 0) connections.upgraded(socket, UNKNOWN);
}

/** Pipelined requests reach the socket one by one. */
function acceptCurrent(socket: Socket, connections: Connections): void {
  connections.secured(socket);
  const response = currentAnswer(socket);
  if (!response) return;
  connections.accept(response, lastRequest(socket));
  response.once('close', () => socket.destroyed || acceptCurrent(socket, connections));
}

function enterSession(connection: Connection, session: ServerHttp2Session, connections: Connections): void {
  const protocol = connections.speaksHttp2(session, connection);
  const streams = streamsOf(session);
  protocol.knowsAll = streams !== undefined;
  for (const [stream, headers] of streams ?? []) protocol.accept(stream, headers ?? { ':method': 'stream', ':path': String(stream.id) });
}
