/** What becomes of a request, as its client sees it. */
export type Outcome =
  | 'answered'
  /** Nobody listens: the client asks again. nginx says 502 then, without a connection. */
  | 'refused'
  /** A connection that the system had accepted, on which nothing had been answered. */
  | 'reset on a new connection'
  | 'failed on a reused connection'
  /** It had been idle for so long that the service may close it: HTTP/1 knows no way to tell the client before it sends. */
  | 'crossed with the closing'
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

/** `lingerMs` is 500; the clocks of two busy processes are not told so exactly. */
const IDLE_MS = 450;

/** How long this process has been held up at a time, of late: what a client has in its hands by then is as old, and its connection as long idle. */
const heldUp: { at: number; ms: number }[] = [];
let lastTick = performance.now();
setInterval(() => {
  const at = performance.now();
  heldUp.push({ at, ms: at - lastTick });
  lastTick = at;
  if (heldUp.length > 100) heldUp.shift();
}, 20).unref();

function longestHeldUp(): number {
  const now = performance.now();
  return Math.max(now - lastTick, ...heldUp.filter(({ at }) => now - at < 2000).map(({ ms }) => ms));
}

/** Of an error before an answer has begun. `idleMs`: how long there had been nothing on a reused connection when the request was sent. */
export function outcomeOfError(error: unknown, isReused: boolean, idleMs = 0): Outcome {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'refused';
  if (/time(d )?out/i.test(`${code} ${message}`)) return 'no answer in time';
  if (!isReused) return 'reset on a new connection';
  return idleMs + longestHeldUp() < IDLE_MS ? 'failed on a reused connection' : 'crossed with the closing';
}
