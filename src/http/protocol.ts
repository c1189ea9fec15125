import type { Socket } from 'node:net';

/** What a protocol tells whoever follows the server. */
export interface Ledger {
  /** The drain has begun: what is cut short from now on is named. */
  readonly isDraining: boolean;
  /** Counted up when a request is accepted. */
  inFlight: number;
  /** It is one no more: answered in full, given up by its client, or cut short by this process, when `cutShort` names it. */
  ended(cutShort?: string): void;
}

/** What is spoken on a connection: HTTP/1, or HTTP/2. */
export interface Protocol {
  /** A number that changes whenever the client does something. */
  readonly activity: number;
  /** What is accepted and not over. */
  unfinished(): string[];
  /** From now on the client is told that the connection closes. */
  leave(): void;
  /**
   * Asked from time to time, once it leaves: whether to call `close`. Its client has done nothing for `ms`; the server has stopped accepting `leavingMs` ago.
   */
  isDue(ms: number, lingerMs: number, leavingMs: number): boolean;
  /** The next step towards its end. */
  close(): void;
  /** Ends it now. */
  destroy(): void;
  /** It has ended. */
  closed(): void;
}

/** What was read from a socket and written to it. On Node that counts what a parser takes from it, too. A stream of the program's own counts nothing. */
export function traffic({ bytesRead = 0, bytesWritten = 0 }: Partial<Socket>): number {
  return bytesRead + bytesWritten;
}
