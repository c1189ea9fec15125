/**
 * What has come in a world, and what it is to whom. The journal has no process, clock or timer: the world tells it what comes, and when a window is
 * over.
 *
 * A repeat is
 * - for everyone: what can be the same key or command once more, that is the same signal within the window, or any other within {@link RELAY_MS};
 * - for an interrupted scope: whatever comes until it closes; for a scope that is opened while such a scope is open: whatever comes within the
 *   window.
 *
 * A window ends when the world says so, not by a clock. A signal that was dispatched late, from behind a blocked loop, belongs to the request that it
 * repeats.
 */
import type { InterruptError } from './interrupt-error.ts';
import { bitOf, SIGINT_BIT, type SignalName, type SignalSet } from './names.ts';
import { Request, type Windowed } from './request.ts';

/** Within this time a launcher has relayed a key, as whatever signal. */
export const RELAY_MS = 50;

/** Who hears signals: a scope, or a watch. */
export interface Subscriber extends Windowed {
  hears: SignalSet;
  /** The requests that were interrupting others when it was opened. */
  joined: readonly Request[] | undefined;
  /** Hears repeats, and signals that an exclusive scope hides, and takes no request. */
  readonly isWatch: boolean;
  readonly isExclusive: boolean;
  /** A request would interrupt it. */
  readonly isReady: boolean;
  /** When it stops hearing SIGINT of its own accord, at the latest; Infinity: never. */
  readonly sigintUntil: number;
}

/** A signal has come. All lists have the newest first. */
export interface Arrival<S extends Subscriber> {
  readonly request: Request;
  readonly isRepeat: boolean;
  readonly watches: readonly S[];
  /** Those for whom it is a request. */
  readonly takers: readonly S[];
  /** Those who hear it and are already interrupted; for a repeat, everyone who hears it. */
  readonly others: readonly S[];
}

export class Journal<S extends Subscriber> {
  /** In the order in which they were opened. */
  readonly subscribers = new Set<S>();
  /** Requests whose windows are open. */
  readonly #open = new Set<Request>();
  /** Requests that interrupt somebody. */
  readonly #interrupting = new Set<Request>();
  /** Requests by which the program may still be ending, newest last: those that interrupt somebody, and the last of each signal. */
  readonly #mayEndBy = new Set<Request>();
  #dispatching: Request | undefined;
  /** The request that was noted last. */
  #newest: Request | undefined;

  /**
   * A capture that is opened while nobody is interrupted shows that the program has gone on. Otherwise it joins the requests that interrupt the
   * others.
   */
  opens(one: S): void {
    if (!one.isWatch) {
      if (this.#interrupting.size === 0) this.#mayEndBy.clear();
      const joined = [...this.#interrupting].filter((request) => this.#open.has(request));
      if (this.#dispatching) joined.push(this.#dispatching); // `onSignal` opens it
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

  /** Whether this signal would be a request for this one now. */
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

  /** Runs while a request is delivered to those who hear it. */
  dispatch(request: Request, run: () => void): void {
    const outer = this.#dispatching;
    this.#dispatching = request;
    try {
      run();
    } finally {
      this.#dispatching = outer;
    }
  }

  /** Somebody who captures these signals has taken a request, prevented or not. Its window is this long, and `owner` is told when it ends. */
  takes(request: Request, ms: number, captured: SignalSet, owner?: Windowed): void {
    this.#note(request);
    request.windows ??= new Map();
    let told = request.windows.get(ms);
    if (!told) request.windows.set(ms, (told = []));
    if (owner) told.push(owner);
    request.longest = Math.max(request.longest, ms);
    request.held |= captured;
  }

  /** It interrupts one more scope, until {@link releases}. */
  interrupts(request: Request): void {
    this.#note(request);
    if (request.interrupting++ === 0) this.#interrupting.add(request);
    request.hasInterrupted = true;
  }

  releases(request: Request): void {
    if (--request.interrupting === 0) this.#interrupting.delete(request);
  }

  #note(request: Request): void {
    if (request === this.#newest && this.#mayEndBy.has(request)) return; // ten thousand scopes may take the same one
    this.#newest = request;
    for (const older of this.#mayEndBy) {
      if (older === request || (older.interrupting === 0 && older.signal === request.signal)) this.#mayEndBy.delete(older);
    }
    this.#mayEndBy.add(request);
  }

  /** Its window opens. Returns the signals that it listens for; 0 if a signal that comes now is one that the program has raised meanwhile. */
  begins(request: Request): SignalSet {
    if (request.wasRaisedAnew && request.interrupting === 0) request.held = 0;
    if (request.held === 0) return 0;
    request.isRelay = true;
    this.#open.add(request);
    return request.held;
  }

  /** From now on only these signals repeat it; with none, its window is over. Returns those that it no longer listens for. */
  narrows(request: Request, set: SignalSet): SignalSet {
    const dropped = request.held & ~set;
    request.isRelay = false;
    request.held &= set;
    if (request.held === 0) this.#open.delete(request);
    return dropped;
  }

  /** The program raises a signal itself: that is no repeat of a request that interrupts nobody. Returns the requests whose windows end by this. */
  raises(): Request[] {
    if (this.#dispatching) this.#dispatching.wasRaisedAnew = true;
    return [...this.#open].filter(({ interrupting }) => interrupting === 0);
  }

  /** The request of an interrupt that an abort passes on: the existing one while it interrupts somebody, otherwise a new one. */
  requestOf(error: InterruptError, at: number): Request {
    for (const request of this.#interrupting) if (request.isOf(error)) return request;
    return new Request(error.signal, at, error);
  }

  /** The newest request by which the program may be ending, as which this signal has come; without a signal, the newest of all that have interrupted a scope. */
  mayEndBy(signal?: SignalName): Request | undefined {
    let found: Request | undefined;
    for (const request of this.#mayEndBy) if (signal === undefined ? request.hasInterrupted : request.cameAs(signal)) found = request;
    return found;
  }

  /** The same, found by its error. */
  mayEndByError(error: InterruptError): Request | undefined {
    return [...this.#mayEndBy].find((request) => request.isOf(error));
  }

  /** When everyone who hears SIGINT will have released it, at the latest; -Infinity: nobody hears it. */
  get sigintUntil(): number {
    let at = -Infinity;
    for (const request of this.#open) {
      if ((request.held & SIGINT_BIT) === 0) continue;
      at = Math.max(at, request.at + (request.signal === 'SIGINT' ? request.longest : Math.min(request.longest, RELAY_MS)));
    }
    for (const one of this.subscribers) {
      if ((one.hears & SIGINT_BIT) !== 0) at = Math.max(at, one.sigintUntil);
      if (at === Infinity) break; // one keeps it, whatever the others say; there may be ten thousand
    }
    return at;
  }
}
