/** The connections of one server: what is spoken on each, and what is in flight on all of them. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { Http1 } from './http1.ts';
import { Http2 } from './http2.ts';
import { below } from './internals.ts';
import type { Ledger, Protocol } from './protocol.ts';

export interface Connection {
  /** The socket that the system knows: below TLS another one than where HTTP is spoken. */
  readonly transport: Socket;
  /** Undefined where it belongs to somebody else: it is upgraded. */
  protocol: Protocol | undefined;
  upgrade: string | undefined;
  /** What `linger` knows of it. */
  activity: number;
  silentMs: number;
}

export class Connections implements Iterable<Connection>, Ledger {
  isDraining = false;
  isLeaving = false;
  /** Connections that were announced so far. */
  arrivals = 0;
  onServerClose = (): void => {};
  /** Requests accepted and not yet answered. */
  inFlight = 0;
  /** The requests that somebody else in this process has cut short since the drain has begun. */
  readonly cutShort: string[] = [];
  readonly #open = new Set<Connection>();
  readonly #of = new WeakMap<object, Connection>();
  /** One for all connections and answers, which are many. */
  readonly #onClose: (this: Socket) => void;
  readonly #onFinish: (this: ServerResponse) => void;
  #isDestroying = false;
  #announced: Connection | undefined;
  #whenNone = (): void => {};

  constructor() {
    const connections = this;
    this.#onClose = function () {
      connections.#closed(connections.#of.get(this)!);
    };
    this.#onFinish = function () {
      const protocol = connections.#of.get(this.req.socket)?.protocol;
      if (protocol instanceof Http1) protocol.answered(this);
    };
  }

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
    const connection = (this.#announced = this.#of.get(socket) ?? { transport: socket, protocol: undefined, upgrade: undefined, activity: 0, silentMs: 0 });
    if (socket.closed || connection.protocol) return connection;
    this.#speak(connection, new Http1(socket, socket, this));
    if (this.#open.has(connection)) return connection; // who had upgraded it has given it back
    this.#open.add(connection);
    this.#of.set(socket, connection);
    socket.on('close', this.#onClose);
    return connection;
  }

  /** The TLS socket of a connection: now HTTP is spoken there. */
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

  /** A session is made while its connection is being announced; its own `socket` is not the same object. */
  speaksHttp2(session: ServerHttp2Session, connection = this.#announced!): Http2 {
    const protocol = new Http2(session, connection.transport, this);
    this.#of.set(session, connection);
    this.#speak(connection, protocol);
    return protocol;
  }

  /** False when the request comes too late to be answered. */
  accept(response: ServerResponse, latest = response.req): boolean {
    const { protocol } = this.secured(response.req.socket);
    if (!(protocol instanceof Http1)) return true;
    response.prependListener('finish', this.#onFinish);
    return protocol.accept(response, latest);
  }

  acceptStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const protocol = this.#of.get(stream.session ?? stream)?.protocol;
    if (protocol instanceof Http2) protocol.accept(stream, headers);
  }

  knows(socket: Socket): boolean {
    return this.#of.has(socket);
  }

  upgraded(socket: Socket, name: string): void {
    const connection = this.#of.get(socket);
    if (connection) [connection.protocol, connection.upgrade] = [undefined, name];
  }

  // What a drain wants

  /** From now on clients are told that their connections close. */
  leave(): void {
    this.isLeaving = true;
    for (const { protocol } of this.#open) protocol?.leave();
  }

  /** What a drain waits for: requests, and what was upgraded. */
  unfinished(): string[] {
    return [...this.#open].flatMap(({ protocol, upgrade }) => (protocol ? protocol.unfinished() : [upgrade!]));
  }

  /** Ends all that there is and all that comes, and gives what this cuts short. */
  destroyAll(): string[] {
    this.#isDestroying = true;
    const names = this.unfinished();
    for (const connection of this.#open) destroy(connection);
    return names;
  }

  whenNone(callback: () => void): void {
    this.#whenNone = callback;
    this.#checkNone();
  }

  #speak(connection: Connection, protocol: Protocol): void {
    connection.protocol = protocol;
    if (this.isLeaving) protocol.leave();
    if (this.#isDestroying) destroy(connection);
  }

  #closed(connection: Connection): void {
    connection.protocol?.closed();
    this.#open.delete(connection);
    this.#checkNone();
  }

  #checkNone(): void {
    if (this.#open.size === 0) this.#whenNone();
  }
}

function destroy({ protocol, transport }: Connection): void {
  protocol?.destroy();
  transport.destroy();
}
