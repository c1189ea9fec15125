/**
 * An HTTP/1 connection.
 *
 * - **Of answers that share it the last says that it closes**, as far as is known when its head is written. A request that is pipelined behind that is not
 *   processed (RFC 9112, 9.6: the client has to ask again elsewhere), and is named; one that comes when our side has been closed is none.
 * - **It is closed in two steps**: our side at first, the rest when the client has closed its own. Node destroys it in one, and where the client is still
 *   sending then, the system throws away what the client has not read of the answer. (nginx calls it a lingering close; Go waits 500 ms.)
 * - **While it is idle it holds neither request nor answer**: of thousands that are kept for seconds each would become old before it is garbage.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeInHead } from './answer-head.ts';
import { hasClientEnded } from './cut-short.ts';
import { closeBehindLast } from './internals.ts';
import { type Ledger, type Protocol, traffic } from './protocol.ts';
import { isShort } from './short-answer.ts';

export interface Request {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A client that is sending a body that nobody wants may be silent for this long, also where `lingerMs` is less. */
const UPLOAD_MS = 500;

const NONE: readonly Request[] = [];

export class Http1 implements Protocol {
  readonly #socket: Socket;
  /** What the system knows: below TLS another one. */
  readonly #transport: Socket;
  readonly #ledger: Ledger;
  /** In the order of their answers. */
  #requests = NONE;
  /** The last that has come, until it is both received and answered. */
  #latest: IncomingMessage | undefined;
  /** What had been written to the socket before the answer that is being sent. */
  #sentBefore = 0;
  #isLeaving = false;
  #hasSaidClose = false;
  #isClosing = false;
  #isDiscarding = false;

  constructor(socket: Socket, transport: Socket, ledger: Ledger) {
    this.#socket = socket;
    this.#transport = transport;
    this.#ledger = ledger;
  }

  get activity(): number {
    return traffic(this.#transport);
  }

  /** False when it comes too late to be answered. `latest` is another one where more have come than are known. */
  accept(request: Request, latest = request.request): boolean {
    const { response } = request;
    if (this.#isClosing) return false;
    if (this.#requests.some((other) => other.response === response)) return true;
    this.#ledger.begun();
    if (this.#hasSaidClose) return this.#ledger.ended(nameOf(request)), false;
    if (this.#requests === NONE) this.#sentBefore = response.headersSent ? NaN : this.#socket.bytesWritten;
    this.#latest = latest;
    this.#requests = [...this.#requests, request];
    if (this.#isLeaving) this.#sayClose(request);
    response.prependListener('finish', () => this.#answered(request));
    return true;
  }

  unfinished(): string[] {
    return this.#requests.map(nameOf);
  }

  leave(): void {
    this.#isLeaving = true;
    for (const request of this.#requests) this.#sayClose(request);
    closeBehindLast(this.#socket, () => {
      this.#drop(true); // those behind it cannot be answered
      this.#closeOurSide();
    });
  }

  isDue(ms: number, lingerMs: number): boolean {
    return this.#requests === NONE && ms >= (this.#isReceiving ? Math.max(lingerMs, UPLOAD_MS) : lingerMs);
  }

  /** Sends what has been written, then that no more comes. */
  #closeOurSide(): void {
    this.#isClosing = true;
    this.#socket.end();
  }

  close(): void {
    if (!this.#isReceiving || this.#isDiscarding) return this.destroy();
    // The handler has stopped reading in the middle. What is left in the system would reset the connection, and the answer with it.
    this.#discard();
    this.#closeOurSide();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#transport.destroy();
  }

  closed(): void {
    this.#drop(!hasClientEnded(this.#socket, this.#requests));
  }

  /** Takes the rest past the parser, and past who may hold it up. Node starts to read in a listener for 'resume', which goes when others listen for data. */
  #discard(): void {
    this.#isDiscarding = true;
    const socket = this.#socket;
    const take = () => socket.removeAllListeners('data').on('data', () => {});
    if (socket.isPaused()) socket.once('resume', take).resume();
    else take();
  }

  #sayClose({ request, response }: Request): void {
    closeInHead(response, () => {
      // What was sent before its head is `100 Continue` and the like.
      if (this.#requests[0]?.response === response) this.#sentBefore = this.#socket.bytesWritten;
      const isLast = request === this.#latest;
      this.#hasSaidClose ||= isLast;
      return isLast;
    });
  }

  /** Before Node looks whether it was the last. */
  #answered(request: Request): void {
    if (!this.#requests.includes(request)) return;
    const { bytesWritten } = this.#socket;
    const isCutShort = this.#ledger.isDraining && isShort(request.response, bytesWritten - this.#sentBefore);
    this.#sentBefore = bytesWritten;
    this.#requests = this.#requests.length === 1 ? NONE : this.#requests.filter((other) => other !== request);
    this.#ledger.ended(isCutShort ? nameOf(request) : undefined);
    const forget = () => {
      if (this.#latest === request.request) this.#latest = undefined;
    };
    if (request.request.complete) forget();
    else request.request.once('end', forget);
  }

  #drop(isCutShort: boolean): void {
    for (const request of this.#requests) this.#ledger.ended(isCutShort ? nameOf(request) : undefined);
    this.#requests = NONE;
  }

  get #isReceiving(): boolean {
    return this.#latest?.complete === false;
  }
}

export const nameOf = ({ request }: { request: IncomingMessage }): string => `${request.method} ${request.url}`;
