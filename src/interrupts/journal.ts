/**
 * What has come in a world, and what it is to whom. It has no process, clock or timer: the world tells it what comes, and that a window is over.
 *
 * A repeat is
 * - for all, what can be the same key or command once more: the same signal within the window, or any other within {@link RELAY_MS};
 * - for a scope that is interrupted, whatever comes until it closes; for one that is opened while such a scope is open, whatever comes
 *   within the window.
 *
 * A window ends when the world says so, not by looking at a clock: a signal that was dispatched late, from behind a blocked loop, belongs to the
 * request that it repeats.
 */
import type { InterruptError } from './interrupt-error.ts';
import { bitOf, SIGINT_BIT, type SignalName, type SignalSet } from './names.ts';
import { Request, type Windowed } from './request.ts';

/** A launcher has relayed a key by then, whatever signal it makes of it. */
export const RELAY_MS = 50;

/** Who hears signals: a scope, or a watch. */
export interface Subscriber extends Windowed {
  hears: SignalSet;
  /** The requests that interrupted others when it was opened. */
  joined: readonly Request[] | undefined;
  /** Hears repeats, and signals behind an exclusive scope, and takes no request. */
  readonly isWatch: boolean;
  readonly isExclusive: boolean;
  /** A request would interrupt it. */
  readonly isReady: boolean;
  /** When it stops hearing SIGINT of its own accord, at the latest; Infinity when it does not. */
  readonly sigintUntil: number;
}

/** A signal has come. All in it have the newest first. */
export interface Arrival<S extends Subscriber> {
  readonly request: Request;
  readonly isRepeat: boolean;
  readonly watches: readonly S[];
  /** To whom it is a request. */
  readonly takers: readonly S[];
  /** Who hears it and is interrupted already; of a repeat all. */
  readonly others: readonly S[];
}

export class Journal<S extends Subscriber> {
  /** In the order of their opening. */
  readonly subscribers = new Set<S>();
  /** Those whose windows are open. */
  readonly #open = new Set<Request>();
  /** Those that interrupt somebody. */
  readonly #interrupting = new Set<Request>();
  /** Those that the program may still be ending by, the newest last: those that interrupt somebody, and the last of each signal. */
  readonly #mayEndBy = new Set<Request>();
  #dispatching: Request | undefined;
  /** The last that was noted. */
  #newest: Request | undefined;

  /** Who is opened when nobody is being interrupted shows that the program has gone on; who is opened else joins what interrupts the others. */
  opens(one: S): void {
    if (!one.isWatch) {
      if (this.#interrupting.size === 0) this.#mayEndBy.clear();
      const joined = [...this.#interrupting].filter((request) => this.#open.has(request));
      if (joined.length > 0) one.joined = joined;
    }
    this.subscribers.add(one);
  }

  closes(one: S): void {
    this.subscribers.delete(one);
  }

  isHeard(signal?: SignalName): boolean {
    const bit = signal === undefined ? ~0 : bitOf(signal);
    for (const { hears } of this.subscribers) if ((hears & bit) !== 0) return true;
    return false;
  }

  comes(signal: SignalName, at: number): Arrival<S> {
    const bit = bitOf(signal);
    const request = new Request(signal, at);
    const isRepeat = this.#isRepeat(bit);
    const watches: S[] = [];
    const takers: S[] = [];
    const others: S[] = [];
    let isHidden = false;
    for (const one of [...this.subscribers].reverse()) {
      if ((one.hears & bit) === 0) continue;
      if (one.isWatch) watches.push(one);
      else if (isRepeat) others.push(one);
      else if (!isHidden && this.#isReady(one)) {
        takers.push(one);
        isHidden = one.isExclusive;
      } else if (!isHidden) others.push(one);
    }
    return { request, isRepeat, watches, takers, others };
  }

  /** Whether this signal would now be a request to this one. */
  wouldTake(one: S, signal: SignalName): boolean {
    return this.comes(signal, 0).takers.includes(one);
  }

  #isReady({ isReady, joined }: S): boolean {
    return isReady && !(joined?.some((request) => request.interrupting > 0 && this.#open.has(request)) ?? false);
  }

  #isRepeat(bit: SignalSet): boolean {
    for (const { isRelay, held } of this.#open) if (isRelay || (held & bit) !== 0) return true;
    return false;
  }

  /** While a request is handed to those who hear it. */
  dispatch(request: Request, run: () => void): void {
    const outer = this.#dispatching;
    this.#dispatching = request;
    try {
      run();
    } finally {
      this.#dispatching = outer;
    }
  }

  /** Somebody who captures these signals has taken a request, prevented or not: its window is so long, and he is told when it ends. */
  takes(request: Request, ms: number, captured: SignalSet, owner?: Windowed): void {
    this.#note(request);
    request.windows ??= new Map();
    let told = request.windows.get(ms);
    if (!told) request.windows.set(ms, (told = []));
    if (owner) told.push(owner);
    request.longest = Math.max(request.longest, ms);
    request.held |= captured;
  }

  /** It interrupts one scope more, until {@link releases}. */
  interrupts(request: Request): void {
    this.#note(request);
    if (request.interrupting++ === 0) this.#interrupting.add(request);
    request.hasInterrupted = true;
  }

  releases(request: Request): void {
    if (--request.interrupting === 0) this.#interrupting.delete(request);
  }

  #note(request: Request): void {
    if (request === this.#newest && this.#mayEndBy.has(request)) return; // ten thousand scopes take one
    this.#newest = request;
    for (const older of this.#mayEndBy) {
      if (older === request || (older.interrupting === 0 && older.signal === request.signal)) this.#mayEndBy.delete(older);
    }
    this.#mayEndBy.add(request);
  }

  /** Its window opens. Gives what it is to listen for; 0 when what comes is what the program has raised meanwhile. */
  begins(request: Request): SignalSet {
    if (request.wasRaisedAnew && request.interrupting === 0) request.held = 0;
    if (request.held === 0) return 0;
    request.isRelay = true;
    this.#open.add(request);
    return request.held;
  }

  /** From now on only these are repeats of it; none: its window is over. Gives what it listens for no longer. */
  narrows(request: Request, set: SignalSet): SignalSet {
    const dropped = request.held & ~set;
    request.isRelay = false;
    request.held &= set;
    if (request.held === 0) this.#open.delete(request);
    return dropped;
  }

  /** The program raises a signal itself: no repeat of a request that interrupts nobody. Gives the requests whose windows are over by that. */
  raises(): Request[] {
    if (this.#dispatching) this.#dispatching.wasRaisedAnew = true;
    return [...this.#open].filter(({ interrupting }) => interrupting === 0);
  }

  /** The request of an interrupt that an abort hands on: the very one as long as it interrupts somebody, else a new one. */
  requestOf(error: InterruptError, at: number): Request {
    for (const request of this.#interrupting) if (request.isOf(error)) return request;
    return new Request(error.signal, at, error);
  }

  /** The newest request by this signal, or the newest of all that have interrupted a scope, that the program may be ending by. */
  mayEndBy(signal?: SignalName): Request | undefined {
    let found: Request | undefined;
    for (const request of this.#mayEndBy) if (signal === undefined ? request.hasInterrupted : request.signal === signal) found = request;
    return found;
  }

  /** The same by its error. */
  mayEndByError(error: InterruptError): Request | undefined {
    return [...this.#mayEndBy].find((request) => request.isOf(error));
  }

  /** When all who hear SIGINT will have let it go, at the latest; -Infinity when nobody hears it. */
  get sigintUntil(): number {
    let at = -Infinity;
    for (const request of this.#open) {
      if ((request.held & SIGINT_BIT) === 0) continue;
      at = Math.max(at, request.at + (request.signal === 'SIGINT' ? request.longest : Math.min(request.longest, RELAY_MS)));
    }
    for (const one of this.subscribers) {
      if ((one.hears & SIGINT_BIT) !== 0) at = Math.max(at, one.sigintUntil);
      if (at === Infinity) break; // one keeps it, whatever the others say: ten thousand may be open
    }
    return at;
  }
}
