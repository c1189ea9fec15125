/**
 * An HTTP/2 session. Its client is told by GOAWAY, which names the last stream that is answered: what comes behind that was not processed, and the client
 * knows.
 *
 * RFC 9113 (6.8) wants an early warning before, so that no stream comes behind. Node cannot give it: whatever number it sends, it takes no stream
 * after a GOAWAY (seen on Node 20 to 26), and a frame that is written past it into a TLS socket can crash the process. So GOAWAY waits for a moment
 * in which no stream has just come.
 */
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { RUNTIME } from '../platform/platform.ts';
import { isOfConnection } from './cut-short.ts';
import type { Ledger, Protocol } from './protocol.ts';
import { lookAt } from './shadow.ts';
import { followLength } from './short-answer.ts';

/** No stream for this long is such a moment; where they keep coming, GOAWAY is sent after `lingerMs` all the same. */
const QUIET_MS = 50;

const NO_ERROR = 0;
const CANCEL = 8;

export class Http2 implements Protocol {
  readonly #session: ServerHttp2Session;
  readonly #transport: Socket;
  readonly #ledger: Ledger;
  readonly #streams = new Map<ServerHttp2Stream, string>();
  /** Streams begun and ended. PING does not count: clients send it for ever. */
  #activity = 0;
  /** The activity at which there has been no stream since it leaves. */
  #unusedAt = 0;
  /** Asked but on Node: false where it may have streams from before it was followed. It is then not destroyed, as it ends by itself after its last stream. */
  knowsAll = true;

  constructor(session: ServerHttp2Session, transport: Socket, ledger: Ledger) {
    this.#session = session;
    this.#transport = transport;
    this.#ledger = ledger;
  }

  get activity(): number {
    return this.#activity;
  }

  /** A tunnel (a WebSocket, say) is no request that is answered, and belongs to its owner. */
  accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    if (this.#streams.has(stream)) return;
    const isRequest = !isTunnel(headers);
    const name = nameOf(headers);
    this.#activity++;
    this.#streams.set(stream, name);
    if (isRequest) this.#ledger.inFlight++;
    const isShort = followLength(stream, headers[':method']);
    let cutWith = NO_ERROR;
    lookAt(stream, 'close', (code) => (cutWith = code ?? NO_ERROR));
    stream.once('close', () => {
      this.#activity++;
      this.#streams.delete(stream);
      const isWhole = stream.writableFinished && stream.rstCode === NO_ERROR;
      const isCutShort = isShort() ? stream.rstCode !== CANCEL : !isWhole && !wasGivenUp(stream, cutWith, this.#session.destroyed);
      if (isRequest) this.#ledger.ended(isCutShort ? name : undefined);
    });
  }

  unfinished(): string[] {
    return [...this.#streams.values()];
  }

  leave(): void {
    this.#unusedAt = this.#streams.size > 0 ? NaN : this.#activity;
  }

  isDue(ms: number, lingerMs: number, leavingMs: number): boolean {
    if (this.#session.closed) return this.#hasEnded && ms >= lingerMs;
    return ms >= lingerMs || (this.#activity !== this.#unusedAt && (ms >= QUIET_MS || leavingMs >= lingerMs));
  }

  /** Node ends a session that is closed after its last stream, tunnels and what was pushed included; of others that is not known. */
  get #hasEnded(): boolean {
    return RUNTIME === 'node' ? this.#session.destroyed : this.knowsAll && this.#streams.size === 0;
  }

  /** At first GOAWAY; Node ends the session after its last stream. A client that does not close the connection then has it closed. */
  close(): void {
    if (this.#session.closed) this.destroy();
    else this.#session.close();
  }

  destroy(): void {
    this.#session.destroy();
    this.#transport.destroy();
  }

  closed(): void {} // each stream tells itself
}

export const isTunnel = (headers: IncomingHttpHeaders): boolean => headers[':method'] === 'CONNECT';

function nameOf(headers: IncomingHttpHeaders): string {
  const name = `${headers[':method']} ${headers[':path'] ?? headers[':authority']}`;
  return isTunnel(headers) ? `upgrade ${name}` : name;
}

/** By its client, by RST_STREAM or with the connection. */
function wasGivenUp({ rstCode, errored }: ServerHttp2Stream, cutWith: number, hasSessionEnded: boolean): boolean {
  if (rstCode === CANCEL || (hasSessionEnded && isOfConnection(errored))) return true;
  const isHandlers = cutWith !== NO_ERROR || (errored && (errored as NodeJS.ErrnoException).code !== 'ERR_HTTP2_STREAM_ERROR');
  return rstCode !== NO_ERROR && !isHandlers;
}
