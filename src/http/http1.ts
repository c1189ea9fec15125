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

/** A client that is sending a body that nobody wants may be silent for this long, also where `lingerMs` is less. */
const UPLOAD_MS = 500;

const NONE: readonly ServerResponse[] = [];

export class Http1 implements Protocol {
  readonly #socket: Socket;
  /** What the system knows: below TLS another one. */
  readonly #transport: Socket;
  readonly #ledger: Ledger;
  /** Not yet answered, in the order of their answers. */
  #answers = NONE;
  /** The last that has come, until it is both received and answered. */
  #latest: IncomingMessage | undefined;
  /** What had been written to the socket before the answer that is being sent. */
  #sentBefore: number;
  #isLeaving = false;
  #hasSaidClose = false;
  #isClosing = false;
  #isDiscarding = false;

  constructor(socket: Socket, transport: Socket, ledger: Ledger) {
    this.#socket = socket;
    this.#transport = transport;
    this.#ledger = ledger;
    this.#sentBefore = socket.bytesWritten;
  }

  get activity(): number {
    return traffic(this.#transport);
  }

  /** False when it comes too late to be answered. `latest` is another one where more have come than are known. */
  accept(response: ServerResponse, latest: IncomingMessage): boolean {
    if (this.#isClosing) return false;
    if (this.#answers.includes(response)) return true;
    this.#ledger.inFlight++;
    if (this.#hasSaidClose) return this.#ledger.ended(nameOf(response.req)), false;
    if (response.headersSent) this.#sentBefore = NaN; // it was there before, and nobody has counted
    this.#latest = latest;
    this.#answers = [...this.#answers, response];
    if (this.#isLeaving) this.#sayClose(response);
    return true;
  }

  /** Before Node looks whether it was the last. */
  answered(response: ServerResponse): void {
    if (!this.#answers.includes(response)) return;
    const { req } = response;
    const { bytesWritten } = this.#socket;
    const isCutShort = this.#ledger.isDraining && isShort(response, bytesWritten - this.#sentBefore);
    this.#sentBefore = bytesWritten;
    this.#answers = this.#answers.length === 1 ? NONE : this.#answers.filter((other) => other !== response);
    this.#ledger.ended(isCutShort ? nameOf(req) : undefined);
    if (req.complete) this.#forget(req);
    else req.once('end', () => this.#forget(req));
  }

  unfinished(): string[] {
    return this.#answers.map(({ req }) => nameOf(req));
  }

  leave(): void {
    this.#isLeaving = true;
    for (const response of this.#answers) this.#sayClose(response);
    closeBehindLast(this.#socket, () => {
      this.#drop(true); // those behind it cannot be answered
      this.#closeOurSide();
    });
  }

  isDue(ms: number, lingerMs: number): boolean {
    return this.#answers === NONE && ms >= (this.#isReceiving ? Math.max(lingerMs, UPLOAD_MS) : lingerMs);
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
    this.#drop(!hasClientEnded(this.#socket, this.#answers));
  }

  /** Takes the rest past the parser, and past who may hold it up. Node starts to read in a listener for 'resume', which goes when others listen for data. */
  #discard(): void {
    this.#isDiscarding = true;
    const socket = this.#socket;
    const take = () => socket.removeAllListeners('data').on('data', () => {});
    if (socket.isPaused()) socket.once('resume', take).resume();
    else take();
  }

  #sayClose(response: ServerResponse): void {
    closeInHead(response, () => {
      // What was sent before its head is `100 Continue` and the like.
      if (this.#answers[0] === response) this.#sentBefore = this.#socket.bytesWritten;
      const isLast = response.req === this.#latest;
      this.#hasSaidClose ||= isLast;
      return isLast;
    });
  }

  #forget(request: IncomingMessage): void {
    if (this.#latest === request) this.#latest = undefined;
  }

  #drop(isCutShort: boolean): void {
    for (const { req } of this.#answers) this.#ledger.ended(isCutShort ? nameOf(req) : undefined);
    this.#answers = NONE;
  }

  get #isReceiving(): boolean {
    return this.#latest?.complete === false;
  }
}

export const nameOf = ({ method, url }: IncomingMessage): string => `${method} ${url}`;
