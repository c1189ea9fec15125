/**
 * An HTTP/1 connection.
 *
 * - **Of several answers, the last says that the connection closes**, as far as is known when its head is written. A request that is pipelined after
 *   that is not processed (RFC 9112, 9.6: the client has to ask again elsewhere), and is named. One that comes after our side was closed does not
 *   count.
 * - **It is closed in two steps**: first our side, then the rest, when the client has closed its side. Node destroys it in one step; if the client is
 *   still sending then, the system discards what the client has not read of the answer. (nginx calls this a lingering close; Go waits 500 ms.)
 * - **While it is idle it holds neither request nor answer.** With thousands of connections that are kept for seconds, each would live long enough to
 *   become old garbage.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeInHead } from './answer-head.ts';
import { hasClientFailed } from './cut-short.ts';
import { closeBehindLast, isSending, mayBeHalfOpen } from './internals.ts';
import { type Ledger, type Protocol, UPLOAD_MS } from './protocol.ts';
import { lookAt } from './shadow.ts';
import { isShort } from './short-answer.ts';

/** An unfinished answer. Handlers may rewrite the request: a mounted router its `url`, a middleware for HEAD its `method`. */
interface Answer {
  readonly response: ServerResponse;
  readonly method: string | undefined;
  readonly name: string;
  /** The bytes that come before its head: `100 Continue` and the like. Known only if the head is written in the drain. */
  early: number;
}

const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export class Http1 implements Protocol {
  readonly #socket: Socket;
  /** The socket that the system knows; with TLS it is another one. */
  readonly #transport: Socket;
  readonly #ledger: Ledger;
  /** The unfinished answers, in order. */
  readonly #answers: Answer[] = [];
  /** The last request that has come, until it is both received and answered. */
  #latest: IncomingMessage | undefined;
  /** The bytes written to the socket before the current answer. */
  #sentBefore: number;
  #isLeaving = false;
  #isRefusing = false;
  #hasClientLeft = false;
  /** What the server announced as its client's. Whoever hears it may end the socket without an error. */
  #error: Error | undefined;
  #hasSaidClose = false;
  /** Destroyed before everything was sent. Node then reports that an answer has finished if its handler has ended it. */
  #isUnsent = false;
  #isDiscarding = false;

  constructor(socket: Socket, transport: Socket, ledger: Ledger) {
    this.#socket = socket;
    this.#transport = transport;
    this.#ledger = ledger;
    this.#sentBefore = socket.bytesWritten;
  }

  /** The drain has begun. Not before: what each idle connection, or each answer, had to have for it would double the garbage. */
  watch(): void {
    const socket = this.#socket;
    this.#hasClientLeft = socket.readableEnded && !mayBeHalfOpen(socket);
    socket.prependListener('end', () => (this.#hasClientLeft = !socket.writableEnded && !mayBeHalfOpen(socket))); // before Node's, which ends our side, too
    for (const each of [socket, this.#transport]) lookAt(each, 'destroy', () => (this.#isUnsent ||= isSending(socket, this.#transport)));
    for (const answer of this.#answers) this.#follow(answer);
  }

  /**
   * The bytes read and written; on Node that includes what a parser takes from the socket. A stream of the program's own counts as 0. Once our side
   * is closed, only an upload that is not over counts.
   */
  get activity(): number {
    const { bytesRead = 0, bytesWritten = 0 }: Partial<Socket> = this.#transport;
    return this.#isClosing && !this.#isReceiving ? 0 : bytesRead + bytesWritten;
  }

  /** False if it comes too late to be answered. `latest` differs if more requests have come than are known. */
  accept(response: ServerResponse, latest: IncomingMessage): boolean {
    if (this.#isClosing) return false;
    if (this.#answers.some((answer) => answer.response === response)) return true;
    const answer = { response, method: response.req.method, name: nameOf(response.req), early: 0 };
    if (this.#hasSaidClose) return this.#lose(answer.name), false;
    this.#ledger.inFlight++;
    if (response.headersSent) this.#sentBefore = NaN; // it was there before, and its bytes were not counted
    this.#latest = latest;
    this.#answers.push(answer);
    if (this.#ledger.isDraining) this.#follow(answer);
    return true;
  }

  /** Answers an upgrade that nobody will take up with 503, when it is its turn, so that its client asks another server. */
  refuse(upgrade: IncomingMessage): void {
    this.#socket.on('error', () => {}).resume(); // Node has removed its own listeners
    if (this.#isClosing) return;
    if (this.#hasSaidClose) return this.#lose(`upgrade ${nameOf(upgrade)}`);
    this.#latest = upgrade;
    this.#isRefusing = true;
    this.#refuseInTurn();
  }

  #refuseInTurn(): void {
    if (this.#isRefusing && this.#answers.length === 0) this.#socket.end(REFUSAL);
  }

  /** Called before Node checks whether it was the last. */
  answered(response: ServerResponse): void {
    const answer = this.#answers.find((other) => other.response === response);
    if (!answer || this.#isUnsent) return;
    const { req } = response;
    const { bytesWritten } = this.#socket;
    const isCutShort = this.#ledger.isDraining && isShort(response, answer.method, bytesWritten - this.#sentBefore - answer.early);
    this.#sentBefore = bytesWritten;
    this.#answers.splice(this.#answers.indexOf(answer), 1);
    this.#ledger.ended(isCutShort ? answer.name : undefined);
    if (req.complete) this.#forget(req);
    else req.once('end', () => this.#forget(req));
    this.#refuseInTurn();
  }

  unfinished(): string[] {
    return this.#answers.map(({ name }) => name);
  }

  leave(): void {
    this.#isLeaving = true;
    closeBehindLast(this.#socket);
  }

  isDue(ms: number, lingerMs: number): boolean {
    const isIdle = this.#answers.length === 0 || this.#socket.writableFinished; // what is left then cannot be answered
    return isIdle && ms >= (this.#isReceiving ? Math.max(lingerMs, UPLOAD_MS) : lingerMs);
  }

  close(): void {
    if (!this.#isReceiving || this.#isDiscarding) return this.destroy();
    // The handler has stopped reading in the middle. The unread rest would reset the connection, and the answer with it.
    this.#discard();
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#transport.destroy();
  }

  /** An error that the server takes for its client's. Behind our end it is not why the connection was cut short. */
  failed(error: Error | null): void {
    if (!this.#socket.writableEnded) this.#error ??= error ?? undefined;
  }

  closed(): void {
    this.failed(this.#socket.errored);
    const isCutShort = !this.#hasClientLeft && !hasClientFailed(this.#error, this.#answers);
    for (const { name } of this.#answers.splice(0)) this.#ledger.ended(isCutShort ? name : undefined);
  }

  /**
   * Takes the rest past the parser, and past anything that may hold it up. Node starts to read in a listener for 'resume', which is removed when
   * others listen for data.
   */
  #discard(): void {
    this.#isDiscarding = true;
    const socket = this.#socket;
    const take = () => socket.removeAllListeners('data').on('data', () => {});
    if (socket.isPaused()) socket.once('resume', take).resume();
    else take();
  }

  #follow(answer: Answer): void {
    const { response } = answer;
    closeInHead(response, () => {
      answer.early = response.socket ? this.#socket.bytesWritten - this.#sentBefore : response.writableLength; // an answer that waits for its turn keeps what it has
      const isLast = this.#isLeaving && response.req === this.#latest;
      this.#hasSaidClose ||= isLast;
      return isLast;
    });
  }

  #forget(request: IncomingMessage): void {
    if (this.#latest === request) this.#latest = undefined;
  }

  /** One that comes too late to be answered. */
  #lose(name: string): void {
    this.#ledger.inFlight++;
    this.#ledger.ended(name);
  }

  /** Also where another drain of this server has ended our side. */
  get #isClosing(): boolean {
    return this.#isLeaving && this.#socket.writableEnded;
  }

  get #isReceiving(): boolean {
    return this.#latest?.complete === false;
  }
}

export const nameOf = ({ method, url }: IncomingMessage): string => `${method} ${url}`;
