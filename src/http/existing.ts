/**
 * The connections that a server had before it was followed. No public function gives them; what `internals` does not find is treated as somebody else's,
 * as an upgraded socket is: a TLS connection that speaks HTTP/2 on Node 20 and 22, until it has its next stream.
 */
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Connection, Connections } from './connections.ts';
import { below, currentAnswer, lastRequest, sessionOn, sessionsOf, socketsOf, speaksHttp1, streamsOf, transportOf } from './internals.ts';

const UNKNOWN = 'an upgraded connection from before';

export function findExisting(server: object, connections: Connections): void {
  for (const socket of socketsOf(server)) enter(socket, connections);
  for (const session of sessionsOf(server)) {
    const transport = transportOf(session);
    if (transport) enterSession(connections.opened(transport), session, connections);
  }
}

function enter(socket: Socket, connections: Connections): void {
  if (connections.knows(socket)) return;
  if (speaksHttp1(socket)) return acceptCurrent(socket, connections);
  if (connections.knows(below(socket) ?? socket)) return; // Deno lists the TLS socket, too
  const connection = connections.opened(socket);
  const session = sessionOn(socket);
  if (session) enterSession(connection, session, connections);
  else if (socket.bytesWritten > 0) connections.upgraded(socket, UNKNOWN);
}

/** Pipelined requests come to the socket one by one. */
function acceptCurrent(socket: Socket, connections: Connections): void {
  connections.secured(socket);
  const response = currentAnswer(socket);
  if (!response) return;
  connections.accept(response, lastRequest(socket));
  response.once('close', () => acceptCurrent(socket, connections));
}

function enterSession(connection: Connection, session: ServerHttp2Session, connections: Connections): void {
  const protocol = connections.speaksHttp2(session, connection);
  const streams = streamsOf(session);
  protocol.knowsAll = streams !== undefined;
  for (const [stream, headers] of streams ?? []) {
    if (!stream.writableFinished) protocol.accept(stream, headers ?? { ':method': 'stream', ':path': String(stream.id) });
  }
}
