/** The connections of one server: what is spoken on each, and what is in flight on all of them. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { RUNTIME } from '../platform/platform.ts';
import { Http1, nameOf } from './http1.ts';
import { Http2 } from './http2.ts';
import { below } from './internals.ts';
import type { Ledger, Protocol } from './protocol.ts';

export interface Connection {
  /** The socket that the system knows. With TLS it is not the one on which HTTP is spoken. */
  readonly transport: Socket;
  protocol: Protocol;
  /** The name of its upgrade. From then on it belongs to somebody else, and its protocol only knows of what came before. */
  upgrade: string | undefined;
  /** What `linger` knows about it. */
  activity: number;
  silentMs: number;
}

export class Connections implements Iterable<Connection>, Ledger {
  isDraining = false;
  isLeaving = false;
  /** Connections announced so far. */
  arrivals = 0;
  onServerClose = (): void => {};
  /** Requests accepted and not yet answered. */
  inFlight = 0;
  /** The requests that somebody else in this process has cut short since the drain began. */
  readonly cutShort: string[] = [];
  readonly #open = new Set<Connection>();
  readonly #of = new WeakMap<object, Connection>();
  #isDestroying = false;
  #announced: Connection | undefined;
  #whenNone = (): void => {};

  [Symbol.iterator](): Iterator<Connection> {
    return this.#open.values();
  }

  ended(cutShort?: string): void {
    this.inFlight--;
    if (cutShort !== undefined && this.isDraining && !this.#isDestroying) this.cutShort.push(cutShort);
  }

  // What the server announces

  opened(socket: Socket): Connection {
    this.arrivals++;
    const protocol = new Http1(socket, socket, this);
    const known = this.#of.get(socket);
    const connection = (this.#announced = known ?? { transport: socket, protocol, upgrade: undefined, activity: 0, silentMs: 0 });
    if (socket.closed || (known && !known.upgrade)) return connection;
    this.#speak(connection, protocol);
    if (known) return connection; // it was upgraded, and has been given back
    this.#open.add(connection);
    this.#of.set(socket, connection);
    socket.on('close', () => this.#closed(connection));
    return connection;
  }

  /** The TLS socket of a connection: HTTP is spoken there. */
  secured(socket: Socket): Connection {
    const connection = this.#of.get(socket) ?? this.#of.get(below(socket) ?? socket);
    if (connection === undefined) return this.opened(socket);
    this.#announced = connection;
    if (this.#of.get(socket) !== connection) {
      this.#of.set(socket, connection);
      this.#speak(connection, new Http1(socket, connection.transport, this));
    }
    return connection;
  }

  /** A session is created while its connection is being announced; its own `socket` is a different object. */
  speaksHttp2(session: ServerHttp2Session, connection = this.#announced!): Http2 {
    const protocol = new Http2(session, connection.transport, this);
    this.#of.set(session, connection);
    this.#speak(connection, protocol);
    return protocol;
  }

  /** False if the request comes too late to be answered. */
  accept(response: ServerResponse, latest = response.req): boolean {
    const { socket } = response.req;
    this.secured(socket);
    if (RUNTIME === 'bun') response.prependListener('finish', () => this.answered(response)); // there is no channel for it there
    return this.http1(socket)?.accept(response, latest) ?? true;
  }

  answered(response: ServerResponse): void {
    this.http1(response.req.socket)?.answered(response);
  }

  /** False if the upgrade comes too late. */
  acceptUpgrade(request: IncomingMessage): boolean {
    const { socket } = request;
    if (!this.isLeaving) {
      this.upgraded(socket, `upgrade ${nameOf(request)}`);
      return true;
    }
    this.secured(socket);
    this.http1(socket)?.refuse(request);
    return false;
  }

  /** False if it is a tunnel that comes too late. */
  acceptStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    const protocol = this.#of.get(stream.session ?? stream)?.protocol;
    return !(protocol instanceof Http2) || protocol.accept(stream, headers);
  }

  http1(socket: Socket): Http1 | undefined {
    const protocol = this.#of.get(socket)?.protocol;
    return protocol instanceof Http1 ? protocol : undefined;
  }

  knows(socket: Socket): boolean {
    return this.#of.has(socket);
  }

  upgraded(socket: Socket, name: string): void {
    const connection = this.#of.get(socket);
    if (connection) connection.upgrade = name;
  }

  // What a drain wants

  /** The drain has begun. */
  drain(): void {
    this.isDraining = true;
    for (const { protocol } of this.#open) protocol.watch();
  }

  /** From now on clients are told that their connections close. */
  leave(): void {
    this.isLeaving = true;
    for (const { protocol, upgrade } of this.#open) if (!upgrade) protocol.leave();
  }

  /** What a drain waits for: requests and upgraded connections. */
  unfinished(): string[] {
    return [...this.#open].flatMap(({ protocol, upgrade }) => [...protocol.unfinished(), ...(upgrade ? [upgrade] : [])]);
  }

  /** Destroys all connections, present and future, and returns what this cuts short. */
  destroyAll(): string[] {
    this.#isDestroying = true;
    const names = this.unfinished();
    for (const { protocol } of this.#open) protocol.destroy();
    return names;
  }

  whenNone(callback: () => void): void {
    this.#whenNone = callback;
    this.#checkNone();
  }

  #speak(connection: Connection, protocol: Protocol): void {
    [connection.protocol, connection.upgrade] = [protocol, undefined];
    if (this.isDraining) protocol.watch();
    if (this.isLeaving) protocol.leave();
    if (this.#isDestroying) protocol.destroy();
  }

  #closed(connection: Connection): void {
    connection.protocol.closed();
    this.#open.delete(connection);
    this.#checkNone();
  }

  #checkNone(): void {
    if (this.#open.size === 0) this.#whenNone();
  }
}
