/** What becomes of a request, as its client sees it. */
export type Outcome =
  | 'answered'
  /** Nobody listens: the client asks again. nginx says 502 then, without a connection. */
  | 'refused'
  /** A connection that the system had accepted, on which nothing had been answered. */
  | 'reset on a new connection'
  | 'failed on a reused connection'
  /** The answer had begun. */
  | 'cut short'
  /** nginx was connected to the service. Its log tells which of those above it was. */
  | '502'
  /** Sent behind an answer that says that the connection closes, or behind GOAWAY: the client knows that nobody has seen it. */
  | 'not accepted'
  | 'no answer in time';

export const TIMEOUT_MS = 30_000;

export class Outcomes {
  readonly #counts = new Map<Outcome, number>();
  /** Requests that came to nothing, by their id. */
  readonly failed = new Map<string, Outcome>();
  #ids = 0;

  /** For a new request; its path is `/<id>`. */
  id(client: string): string {
    return `${client}-${this.#ids++}`;
  }

  add(outcome: Outcome, id: string): void {
    this.addMany(outcome, 1);
    if (outcome !== 'answered' && outcome !== 'refused') this.failed.set(id, outcome);
  }

  addMany(outcome: Outcome, count: number): void {
    this.#counts.set(outcome, this.count(outcome) + count);
  }

  /** What nginx knows of a request that it has answered with 502. */
  explain502(id: string, outcome: Outcome): void {
    if (this.failed.get(id) !== '502') return;
    this.addMany('502', -1);
    this.add(outcome, id);
  }

  count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }
}

/** Of an answer that has come whole. `connected` is the header in which nginx tells when it was connected. */
export function outcomeOf(status: number, body: string, connected: unknown): Outcome {
  if (status === 200) return body.endsWith('whole') ? 'answered' : 'cut short';
  return connected === '-' ? 'refused' : '502';
}

/** Of an error before an answer has begun. */
export function outcomeOfError(error: unknown, isReused: boolean): Outcome {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'refused';
  if (/time(d )?out/i.test(`${code} ${message}`)) return 'no answer in time';
  return isReused ? 'failed on a reused connection' : 'reset on a new connection';
}
