/**
 * An HTTP/1 connection.
 *
 * - **Of answers that share it the last says that it closes**, as far as is known when its head is written. A request that is pipelined behind that is
 *   answered, too; one that comes when our side has been closed is none (RFC 9112, 9.6: the client has to ask again elsewhere).
 * - **It is closed in two steps**: our side at first, the rest when the client has closed its own. Node destroys it in one, and where the client is still
 *   sending then, the system throws away what the client has not read of the answer. (nginx calls it a lingering close; Go waits 500 ms.)
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeInHead } from './answer-head.ts';
import { hasClientEnded } from './cut-short.ts';
import { type Ledger, type Protocol, type Silence, traffic } from './protocol.ts';
import type { Request } from './requests.ts';

/** A client that is sending a body that nobody wants may be silent for this long, also where `lingerMs` is less. */
const UPLOAD_MS = 500;

export class Http1 implements Protocol {
  readonly #socket: Socket;
  /** What the system knows: below TLS another one. */
  readonly #transport: Socket;
  readonly #ledger: Ledger;
  /** In the order of their answers. */
  readonly #requests = new Map<ServerResponse, Request>();
  #latest: Request | undefined;
  #isLeaving = false;
  #isClosing = false;
  #isDiscarding = false;
  #lingers = true;

  constructor(socket: Socket, transport: Socket, ledger: Ledger) {
    this.#socket = socket;
    this.#transport = transport;
    this.#ledger = ledger;
    transport.once('close', () => this.#closed());
  }

  get activity(): number {
    return traffic(this.#transport);
  }

  /** False when it comes too late to be answered. */
  accept(request: Request): boolean {
    const { response } = request;
    if (this.#isClosing) return false;
    if (this.#requests.has(response)) return true;
    this.#latest = request;
    this.#requests.set(response, request);
    this.#ledger.begun();
    if (this.#isLeaving) this.#sayClose(request);
    response.prependOnceListener('finish', () => this.#answered(response));
    return true;
  }

  unanswered(): string[] {
    return [...this.#requests.values()].map(nameOf);
  }

  leave(lingerMs: number): void {
    this.#isLeaving = true;
    this.#lingers = lingerMs > 0;
    for (const request of this.#requests.values()) this.#sayClose(request);
    const socket = this.#socket;
    const { destroySoon } = socket as Partial<Socket>; // a stream of the program's own has none
    socket.destroySoon = () => {
      if (this.#lingers || this.#isReceiving || destroySoon === undefined) this.closeOurSide();
      else destroySoon.call(socket);
    };
  }

  isDue({ ms, lingerMs, hasStopped }: Silence): boolean {
    const mayClose = this.#requests.size === 0 && (hasStopped || this.#isClosing);
    return mayClose && ms >= (this.#isReceiving ? Math.max(lingerMs, UPLOAD_MS) : lingerMs);
  }

  /** Sends what has been written, then that no more comes. */
  closeOurSide(): void {
    this.#isClosing = true;
    this.#socket.end();
  }

  close(): void {
    if (!this.#isReceiving || this.#isDiscarding) return this.destroy();
    // The handler has stopped reading in the middle. What is left in the system would reset the connection, and the answer with it.
    this.#discard();
    this.closeOurSide();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#transport.destroy();
  }

  /** Takes the rest past the parser, and past who may hold it up. Node starts to read in a listener for 'resume', which goes when others listen for data. */
  #discard(): void {
    this.#isDiscarding = true;
    const socket = this.#socket;
    const take = () => socket.removeAllListeners('data').on('data', () => {});
    if (socket.isPaused()) socket.once('resume', take).resume();
    else take();
  }

  #sayClose(request: Request): void {
    closeInHead(request.response, () => request === this.#latest && !this.#hasUnknownBehind(request));
  }

  /** One that was pipelined before the server was followed: the parser has it. */
  #hasUnknownBehind({ request }: Request): boolean {
    const { parser } = this.#socket as { parser?: { incoming?: unknown } | null };
    return parser?.incoming != null && parser.incoming !== request;
  }

  /** Before Node looks whether it was the last. */
  #answered(response: ServerResponse & { _last?: boolean }): void {
    if (!this.#requests.delete(response)) return;
    this.#ledger.ended();
    if (!this.#isLeaving || this.#requests.size === 0) return;
    if (endsWithConnection(response)) this.#drop(true); // those behind it cannot be answered
    else response._last = false;
  }

  #closed(): void {
    this.#drop(!hasClientEnded(this.#socket, [...this.#requests.values()]));
  }

  #drop(isCutShort: boolean): void {
    for (const request of this.#requests.values()) this.#ledger.ended(isCutShort ? nameOf(request) : undefined);
    this.#requests.clear();
  }

  get #isReceiving(): boolean {
    return this.#latest?.request.complete === false;
  }
}

/** Nothing else says where its body ends. */
function endsWithConnection({ _header, _hasBody }: ServerResponse & { _header?: string; _hasBody?: boolean }): boolean {
  return _hasBody === true && !/^(content-length|transfer-encoding):/im.test(_header ?? '');
}

const nameOf = ({ request }: Request): string => `${request.method} ${request.url}`;
