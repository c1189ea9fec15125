/** The connections of one server: what is spoken on each, and what is in flight on all of them. */
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { Http1 } from './http1.ts';
import { Http2, streamName } from './http2.ts';
import type { Ledger, Protocol } from './protocol.ts';
import type { Request } from './requests.ts';

export interface Connection {
  /** The socket that the system knows: below TLS another one than where HTTP is spoken. */
  readonly transport: Socket;
  /** Undefined where the connection belongs to somebody else: it is upgraded. */
  protocol: Protocol | undefined;
}

export class Connections implements Iterable<Connection> {
  readonly #open = new Set<Connection>();
  readonly #of = new WeakMap<object, Connection>();
  readonly #ledger: Ledger;
  readonly #cutShort: string[] = [];
  #inFlight = 0;
  #lingerMs: number | undefined;
  #isDestroying = false;
  #announced: Connection | undefined;
  #whenNone: (() => void)[] = [];

  constructor() {
    this.#ledger = {
      begun: () => void this.#inFlight++,
      ended: (cutShort) => {
        this.#inFlight--;
        const isOurs = this.#lingerMs === undefined || this.#isDestroying;
        if (cutShort !== undefined && !isOurs) this.#cutShort.push(cutShort);
      },
    };
  }

  /** Requests accepted and not yet answered. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The requests that somebody else in this process has cut short since the connections leave. */
  get cutShort(): readonly string[] {
    return this.#cutShort;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#open.values();
  }

  // What the server announces

  opened(socket: Socket): Connection {
    const connection = (this.#announced = this.#of.get(socket) ?? { transport: socket, protocol: undefined });
    if (socket.closed || connection.protocol) return connection;
    this.#speak(connection, new Http1(socket, socket, this.#ledger));
    if (this.#open.has(connection)) return connection; // who had upgraded it has given it back
    this.#open.add(connection);
    this.#of.set(socket, connection);
    socket.once('close', () => this.#closed(connection));
    return connection;
  }

  /** The TLS socket of a connection: now HTTP is spoken there. */
  secured(socket: Socket & { _parent?: Socket }): Connection {
    const connection = this.#of.get(socket) ?? this.#of.get(socket._parent ?? socket);
    if (connection === undefined) return this.opened(socket);
    this.#announced = connection;
    if (this.#of.get(socket) !== connection) {
      this.#of.set(socket, connection);
      this.#speak(connection, new Http1(socket, connection.transport, this.#ledger));
    }
    return connection;
  }

  /** A session is made while its connection is being announced; its own `socket` is not the same object. */
  madeSession(session: ServerHttp2Session): void {
    if (this.#announced) this.speaksHttp2(this.#announced, session);
  }

  speaksHttp2(connection: Connection, session: ServerHttp2Session): Http2 {
    const protocol = new Http2(session, connection.transport, this.#ledger);
    this.#of.set(session, connection);
    this.#speak(connection, protocol);
    return protocol;
  }

  /** False when the request comes too late to be answered. */
  accept(request: Request): boolean {
    const { protocol } = this.#of.get(request.request.socket) ?? this.secured(request.request.socket);
    return protocol instanceof Http1 ? protocol.accept(request) : true;
  }

  acceptStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const protocol = this.#of.get(stream.session ?? stream)?.protocol;
    if (protocol instanceof Http2) protocol.accept(stream, streamName(headers));
  }

  knows(socket: Socket): boolean {
    return this.#of.has(socket);
  }

  /** From now on it belongs to its owner. */
  upgraded(socket: Socket): void {
    const connection = this.#of.get(socket);
    if (connection) connection.protocol = undefined;
  }

  /** No upgrade, because the connections leave: what has been written to it is the last. */
  refused(socket: Socket): void {
    const protocol = this.#of.get(socket)?.protocol;
    if (protocol instanceof Http1) protocol.closeOurSide();
  }

  // What a drain wants

  /** From now on clients are told that their connections close. */
  leave(lingerMs: number): void {
    this.#lingerMs = lingerMs;
    for (const { protocol } of this.#open) protocol?.leave(lingerMs);
  }

  /** Ends all that there is and all that comes, and gives the requests that this cuts short. */
  destroyAll(): string[] {
    this.#isDestroying = true;
    const names = [...this.#open].flatMap(({ protocol }) => protocol?.unanswered() ?? []);
    for (const connection of this.#open) destroy(connection);
    return names;
  }

  whenNone(callback: () => void): void {
    this.#whenNone.push(callback);
    this.#checkNone();
  }

  #speak(connection: Connection, protocol: Protocol): void {
    connection.protocol = protocol;
    if (this.#lingerMs !== undefined) protocol.leave(this.#lingerMs);
    if (this.#isDestroying) destroy(connection);
  }

  #closed(connection: Connection): void {
    this.#open.delete(connection);
    this.#checkNone();
  }

  #checkNone(): void {
    if (this.#open.size > 0) return;
    for (const callback of this.#whenNone.splice(0)) callback();
  }
}

function destroy({ protocol, transport }: Connection): void {
  protocol?.destroy();
  transport.destroy();
}
