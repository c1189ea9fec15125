import type { Socket } from 'node:net';

/** What a protocol tells whoever follows the server. */
export interface Ledger {
  /** A request was accepted. */
  begun(): void;
  /** It is one no more: answered in full, given up by its client, or cut short by this process, when `cutShort` names it. */
  ended(cutShort?: string): void;
}

/** How long a connection has been silent, and what that may mean. */
export interface Silence {
  /** Milliseconds since its client has last done something. */
  readonly ms: number;
  /** Milliseconds since the connection has been leaving. */
  readonly leavingMs: number;
  readonly lingerMs: number;
  /** The server has stopped accepting: idle connections may go. */
  readonly hasStopped: boolean;
}

/** What is spoken on a connection: HTTP/1, or HTTP/2. */
export interface Protocol {
  /** A number that changes whenever the client does something. */
  readonly activity: number;
  /** The requests that are accepted and not answered. */
  unanswered(): string[];
  /** From now on the client is told that the connection closes. */
  leave(lingerMs: number): void;
  /** Asked from time to time, once it leaves: whether to call `close`. */
  isDue(silence: Silence): boolean;
  /** The next step towards its end. */
  close(): void;
  /** Ends it now. */
  destroy(): void;
}

/** What was read from a socket and written to it. On Node that counts what a parser takes from it, too. A stream of the program's own counts nothing. */
export function traffic({ bytesRead = 0, bytesWritten = 0 }: Partial<Socket>): number {
  return bytesRead + bytesWritten;
}
