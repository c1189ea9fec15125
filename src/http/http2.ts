/**
 * An HTTP/2 session. GOAWAY tells its client to leave, and names the last stream that is answered: later streams were not processed, and the client
 * knows.
 *
 * RFC 9113 (6.8) wants an early warning first, so that no stream comes later. Node cannot send it. Whatever number it sends, it accepts no stream
 * after a GOAWAY (seen on Node 20 to 26); and a frame that is written past it into a TLS socket can crash the process. So GOAWAY waits for a moment
 * in which no stream has just come.
 */
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { RUNTIME } from '../platform/platform.ts';
import { hasClientFailed } from './cut-short.ts';
import { type Ledger, type Protocol, UPLOAD_MS } from './protocol.ts';
import { lookAt } from './shadow.ts';
import { followLength } from './short-answer.ts';

/** Such a moment: no stream for this long. If streams keep coming, GOAWAY is sent after `lingerMs` all the same. */
const QUIET_MS = 50;

const NO_ERROR = 0;
/** The state of a stream that the session no longer has. */
const IDLE = 1;

export class Http2 implements Protocol {
  readonly #session: ServerHttp2Session;
  readonly #transport: Socket;
  readonly #ledger: Ledger;
  /**
   * What each is waited for as: no more as anything once its whole answer was sent, trailers included, or its client has given it up. Node 20 does
   * not always close such a stream.
   */
  readonly #streams = new Map<ServerHttp2Stream, () => string[]>();
  /** Streams begun, answered and ended, and what comes after an answer. PING does not count: clients send it forever. */
  #activity = 0;
  /** The activity up to which no stream has come since it began to leave. */
  #unusedAt = 0;
  /**
   * Only used outside Node. False if it may have streams from before it was followed. Then it is not destroyed, because it ends by itself after its
   * last stream.
   */
  knowsAll = true;
  #hasClientFailed = false;

  constructor(session: ServerHttp2Session, transport: Socket, ledger: Ledger) {
    // Node passes such an error when the client sent GOAWAY with a code, or what is not HTTP/2.
    lookAt(session, 'destroy', (error) => (this.#hasClientFailed = /^ERR_HTTP2_/.test(error?.code)));
    this.#session = session;
    this.#transport = transport;
    this.#ledger = ledger;
  }

  get activity(): number {
    return this.#activity;
  }

  /**
   * A tunnel (such as a WebSocket) is not a request that gets an answer, and belongs to its owner. False if it comes too late: nobody takes it any
   * more.
   */
  accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    const isRequest = headers[':method'] !== 'CONNECT';
    if (!isRequest && this.#ledger.isLeaving) {
      stream.on('error', () => {}).respond({ ':status': 503 }, { endStream: true });
      return false;
    }
    if (!this.#streams.has(stream)) this.#follow(stream, headers, isRequest);
    return true;
  }

  #follow(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, isRequest: boolean): void {
    const name = `${isRequest ? '' : 'upgrade '}${headers[':method']} ${headers[':path'] ?? headers[':authority']}`;
    this.#activity++;
    const isOver = () => stream.state?.state === IDLE || (isRequest && stream.writableFinished && stream.state?.localClose === 1);
    this.#streams.set(stream, () => (isOver() ? [] : [name]));
    if (isRequest) this.#ledger.inFlight++;
    const isShort = followLength(stream, headers[':method']);
    // Node calls these, too: on streams that it has closed, because their clients ended them or gave them up; and on all streams of a client that has gone.
    // Bun has not closed them yet, and passes the code of the client.
    let isOurs = false;
    const look = (_?: unknown, code?: unknown) => (isOurs ||= !stream.closed && !this.#hasClientLeft && typeof code !== 'number');
    lookAt(stream, 'close', look);
    lookAt(stream, 'destroy', look);
    lookAt(stream, 'push', () => stream.writableFinished && this.#activity++);
    stream.once('finish', () => this.#activity++);
    stream.once('close', () => {
      this.#activity++;
      this.#streams.delete(stream);
      const isWhole = stream.writableFinished && !stream.aborted && stream.rstCode === NO_ERROR;
      const isCutShort = (isOurs && !isWhole) || (!stream.aborted && isShort());
      if (isRequest) this.#ledger.ended(isCutShort ? name : undefined);
    });
  }

  /** Its socket is asked only while it has a stream: afterwards it is none of the session's. Bun does not give it to a session that has ended. */
  get #hasClientLeft(): boolean {
    if (this.#hasClientFailed || !this.#transport.destroyed) return this.#hasClientFailed;
    const socket = this.#session.socket as Socket | undefined;
    return !socket || socket.readableEnded || hasClientFailed(socket.errored, []);
  }

  unfinished(): string[] {
    return [...this.#streams.values()].flatMap((names) => names());
  }

  leave(): void {
    this.#unusedAt = this.#streams.size > 0 ? NaN : this.#activity;
  }

  isDue(ms: number, lingerMs: number, leavingMs: number): boolean {
    if (this.#session.closed) return this.#hasEnded ? ms >= lingerMs : this.#isOnlyReceiving && ms >= Math.max(lingerMs, UPLOAD_MS);
    return ms >= lingerMs || (this.#activity !== this.#unusedAt && (ms >= QUIET_MS || leavingMs >= lingerMs));
  }

  /** Node ends a closed session after its last stream, including tunnels and pushed streams. Of other runtimes that is not known. */
  get #hasEnded(): boolean {
    return RUNTIME === 'node' ? this.#session.destroyed : this.knowsAll && this.#streams.size === 0;
  }

  get #isOnlyReceiving(): boolean {
    return this.#streams.size > 0 && this.unfinished().length === 0;
  }

  /**
   * First GOAWAY; Node ends the session after its last stream. A client that goes on with the upload of a request that has its answer is told to stop
   * (RFC 9113, 8.1). If the client does not close the connection then, the last call does.
   */
  close(): void {
    if (!this.#session.closed) this.#session.close();
    else if (this.#hasEnded) this.destroy();
    else for (const stream of this.#streams.keys()) stream.destroy(); // `close` would wait until what has come of the upload is read
  }

  destroy(): void {
    this.#session.destroy();
    this.#transport.destroy();
  }

  watch(): void {}

  closed(): void {} // each stream reports its own end
}
