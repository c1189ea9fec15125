/** What a protocol reports to whoever follows the server. */
export interface Ledger {
  /** The drain has begun: from now on, what is cut short is named. */
  readonly isDraining: boolean;
  /** The server has stopped accepting: from now on clients are told that their connections close. */
  readonly isLeaving: boolean;
  /** Incremented when a request is accepted. */
  inFlight: number;
  /** A request is no longer in flight: answered in full, given up by its client, or cut short by this process; then `cutShort` names it. */
  ended(cutShort?: string): void;
}

/** What is spoken on a connection: HTTP/1, or HTTP/2. */
export interface Protocol {
  /** A number that changes whenever the client does something. */
  readonly activity: number;
  /** What is accepted and not finished. */
  unfinished(): string[];
  /** The drain has begun. */
  watch(): void;
  /** From now on the client is told that the connection closes. */
  leave(): void;
  /**
   * Called from time to time, once it leaves: whether to call `close`. Its client has done nothing for `ms`; the server stopped accepting `leavingMs`
   * ago.
   */
  isDue(ms: number, lingerMs: number, leavingMs: number): boolean;
  /** Takes the next step towards its end. */
  close(): void;
  /** Ends it now. */
  destroy(): void;
  /** It has ended. */
  closed(): void;
}

/** A client that is sending a body that nobody wants may be silent for this long, even if `lingerMs` is less. */
export const UPLOAD_MS = 500;
