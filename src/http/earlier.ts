/**
 * The connections that a server had before it was followed. No public function gives them, so this file looks where Node keeps them: its active
 * handles, and the lists of a server, known by the description of their symbols. Bun has lists of its own. What is not there is not found.
 *
 * What then stays unknown is treated as somebody else's, as an upgraded socket is: a TLS connection that speaks HTTP/2 on Node 20 and 22, until it has
 * its next stream.
 */
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Connection, Connections } from './connections.ts';
import { hidden } from './hidden.ts';

type HttpSocket = Socket & {
  server?: object;
  _server?: object;
  _parent?: Socket;
  parser?: object | null;
  _httpMessage?: (ServerResponse & { req: IncomingMessage }) | null;
};

export function findEarlier(server: object, connections: Connections): void {
  const { _getActiveHandles } = process as { _getActiveHandles?: () => HttpSocket[] };
  for (const socket of _getActiveHandles?.call(process) ?? []) {
    if (socket.server === server || socket._server === server) enter(socket, connections);
  }
  for (const list of ['http.server.trackedConnections', 'http1Connections']) {
    for (const socket of hidden<Set<HttpSocket>>(server, list) ?? []) enter(socket, connections);
  }
  const parsers = hidden<{ all?(): { socket?: HttpSocket }[] }>(server, 'http.server.connections');
  for (const { socket } of parsers?.all?.() ?? []) {
    if (socket && !connections.knows(socket)) acceptCurrent(socket, connections);
  }
  for (const session of hidden<Set<ServerHttp2Session>>(server, 'sessions') ?? []) {
    const transport = hidden<Socket>(session, '::bunhttp2socket::') ?? (session.socket as HttpSocket)._parent;
    if (transport) enterSession(connections.opened(transport), session, connections);
  }
}

function enter(socket: HttpSocket, connections: Connections): void {
  const isSecured = socket._parent && connections.knows(socket._parent); // Deno lists the TLS socket, too
  if (isSecured) return socket.parser ? acceptCurrent(socket, connections) : undefined;
  const connection = connections.opened(socket);
  const session = Object.values(socket).find((value) => typeof value?.goaway === 'function');
  if (socket.parser) acceptCurrent(socket, connections);
  else if (session) enterSession(connection, session, connections);
  else if (socket.bytesWritten > 0) connections.upgraded(socket);
}

/** Pipelined requests come to the socket one by one. */
function acceptCurrent(socket: HttpSocket, connections: Connections): void {
  connections.secured(socket);
  const { _httpMessage: response } = socket;
  if (!response || response.writableFinished) return;
  connections.accept({ request: response.req, response });
  response.once('close', () => acceptCurrent(socket, connections));
}

function enterSession(connection: Connection, session: ServerHttp2Session, connections: Connections): void {
  const protocol = connections.speaksHttp2(connection, session);
  const streams = hidden<{ streams?: Map<number, ServerHttp2Stream> }>(session, 'state')?.streams;
  protocol.knowsAll = streams !== undefined; // not on Bun
  for (const [id, stream] of streams ?? []) {
    const request = hidden<{ headers: IncomingHttpHeaders }>(stream, 'request');
    const name = request ? `${request.headers[':method']} ${request.headers[':path']}` : `stream ${id}`;
    if (!stream.writableFinished) protocol.accept(stream, name);
  }
}
