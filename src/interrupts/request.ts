/**
 * A request to end: one press of a key or one command, however many signals it comes as. It knows its signal, which scopes it has
 * interrupted and which of those are open. From that follows what is a repeat of it, and for whom:
 *
 * - For the whole process, what can be the same key or command once more: the same signal within the window, or any other within 50 ms.
 *   The request listens for that itself, so that it does not matter which scopes have closed meanwhile.
 * - For a scope that it has interrupted, whatever comes until that closes (the scope itself says so); and for a scope that is opened while
 *   one of them is open, whatever comes within the window.
 *
 * A window ends by a timer and the turns that dispatch what had arrived before, not by looking at the clock: a signal that was dispatched
 * late, from behind a blocked loop, belongs to the request that it repeats.
 *
 * Tried and rejected: windows that belong to scopes. Each swallowed for itself, and hid from others what they had not been told.
 */
import { queueMicrotask, setImmediate, signalSelf } from '../platform/builtins.ts';
import { monotonicMs } from '../platform/clock.ts';
import { whenSignalsAreIn } from '../process/in-flight.ts';
import { timers, type Mock } from '../process/mock.ts';
import { RUNTIME } from '../platform/platform.ts';
import { stackless } from '../platform/stackless.ts';
import { InterruptError } from './interrupt-error.ts';
import { release } from '../process/listeners.ts';
import { bitOf, type SignalName, type SignalSet } from './names.ts';
import { noteUnspent, type Unspent } from './unspent.ts';

/** `bun --watch` and `--hot` wait for a change when the program is over, and run no timer then that is unref'd. */
const RUNS_FOR_EVER = RUNTIME === 'bun' && process.execArgv.some((flag) => flag === '--watch' || flag === '--hot');

/** A launcher has relayed a key by then, whatever signal it makes of it. */
const RELAY_MS = 50;

let dispatching: Request | undefined;

/** Hands a request to those who hear its signal. */
export function whileDispatching(request: Request, run: () => void): void {
  const outer = dispatching;
  dispatching = request;
  try {
    run();
  } finally {
    dispatching = outer;
  }
}

/** The requests whose windows are open. */
const open = new Set<Request>();

/** Those that interrupt somebody. */
const interrupting = new Set<Request>();

/** The request of an interrupt that an abort hands on: the very one as long as it interrupts somebody, else a new one. */
export function requestOf(error: InterruptError, mock: Mock | undefined): Request {
  for (const request of interrupting) if (request.mock === mock && request.error === error) return request;
  return new Request(error.signal, mock, error);
}

/** Whether this signal can be the same key or command as an open request once more. */
export function isRepeat(bit: SignalSet, mock?: Mock): boolean {
  for (const request of open) if (request.mock === mock && (request.repeats & bit) !== 0) return true;
  return false;
}

/** The same for another copy, which hears of a request in the very call that this one does. */
export function isRepeatForOthers(bit: SignalSet): boolean {
  for (const request of open) if (!request.mock && !request.isNew && (request.repeats & bit) !== 0) return true;
  return false;
}

/** The requests, of a mock or of the system, that interrupt somebody now: who opens meanwhile swallows their repeats, too. */
export function currentRequests(mock: Mock | undefined): readonly Request[] | undefined {
  if (open.size === 0) return undefined;
  const current = [...open].filter((request) => request.mock === mock && request.isInterrupting);
  return current.length > 0 ? current : undefined;
}

/** What the program raises itself is no repeat of a request that interrupts nobody. */
export function forgetIdleRequests(mock: Mock | undefined): void {
  if (dispatching?.mock === mock) dispatching?.raisedAnew();
  for (const request of open) if (request.mock === mock && !request.isInterrupting) request.forget();
}

/** Until when open requests of the system listen for repeats by this signal, at the most. */
export function heldUntil(bit: SignalSet): number {
  let last = -Infinity;
  for (const request of open) last = Math.max(last, request.holdsUntil(bit));
  return last;
}

/** Those of a mock that has gone. */
export function forgetMockedRequests(): void {
  for (const request of open) if (request.mock) request.forget();
}

/** A scope that listens to SIGINT until the window ends. */
export interface Windowed {
  endWindow(): void;
}

export class Request implements Unspent {
  readonly signal: SignalName;
  /** Whose it is; the signals of a mock are not listened to. */
  readonly mock: Mock | undefined;
  readonly arrivedAt = monotonicMs();
  #error: InterruptError | undefined;
  /** How many of the scopes that it has interrupted are open. */
  #interrupting = 0;
  #hasInterrupted = false;
  /** Who is to be told when so many milliseconds have passed. */
  #windows: Map<number, Windowed[]> | undefined;
  #longest = 0;
  /** What it listens for itself. */
  #held: SignalSet = 0;
  #isRelayed = false;
  #isRaisedAnew = false;
  /** The listeners for its signal are being called. */
  isNew = true;

  /** Of a signal that has come, or of an interrupt that was handed on. */
  constructor(signal: SignalName, mock: Mock | undefined, error?: InterruptError) {
    this.signal = signal;
    this.mock = mock;
    this.#error = error;
  }

  get error(): InterruptError {
    if (!this.#error) {
      this.#error = stackless(() => new InterruptError(this.signal));
      this.mock?.own(this.#error);
    }
    return this.#error;
  }

  get isInterrupting(): boolean {
    return this.#interrupting > 0;
  }

  get hasInterrupted(): boolean {
    return this.#hasInterrupted;
  }

  get isOpen(): boolean {
    return open.has(this);
  }

  /** The signals that are repeats of it now, for everybody. */
  get repeats(): SignalSet {
    return this.#isRelayed ? ~0 : this.#held;
  }

  /** Those of a mock hold nothing. */
  holdsUntil(bit: SignalSet): number {
    if (this.mock || (this.#held & bit) === 0) return -Infinity;
    return this.arrivedAt + (bit === bitOf(this.signal) ? this.#longest : Math.min(this.#longest, RELAY_MS));
  }

  /** A scope that captures these signals has accepted the request. Its window of `ms` opens with {@link begin}. */
  accepted(ms: number, captured: SignalSet): void {
    noteUnspent(this);
    this.#windows ??= new Map();
    if (!this.#windows.has(ms)) this.#windows.set(ms, []);
    this.#longest = Math.max(this.#longest, ms);
    this.#held |= captured;
  }

  /** Whether a scope has accepted it. */
  get isAccepted(): boolean {
    return this.#windows !== undefined;
  }

  tellAtWindowEnd(ms: number, owner: Windowed): void {
    this.#windows!.get(ms)!.push(owner);
  }

  /** It interrupts one scope more, until {@link released}. */
  interrupts(): void {
    noteUnspent(this);
    if (this.#interrupting++ === 0) interrupting.add(this);
    this.#hasInterrupted = true;
  }

  /** One of them has closed. */
  released(): void {
    if (--this.#interrupting === 0) interrupting.delete(this);
  }

  /** Listens for repeats from now on. */
  listen(retain: (set: SignalSet) => void): void {
    if (this.#isRaisedAnew && !this.isInterrupting) this.#held = 0; // what comes is what the program has raised
    if (this.#held === 0) return;
    open.add(this);
    queueMicrotask(() => (this.isNew = false));
    this.#isRelayed = true;
    if (!this.mock) retain(this.#held);
  }

  /** While it is handed to those who hear it, the program has raised a signal. */
  raisedAnew(): void {
    this.#isRaisedAnew = true;
  }

  /** Sets the timers of the windows, which keep nothing alive: last of all, since nobody waits for them. */
  setTimers(): void {
    if (this.#longest > RELAY_MS) this.#after(RELAY_MS, () => this.#narrowTo(bitOf(this.signal), sendAgain));
    for (const [ms, told] of this.#windows!) {
      this.#after(ms, () => {
        for (const owner of told) owner.endWindow();
        if (ms === this.#longest) this.#end(sendAgain);
      });
    }
  }

  /** Its window is over before its time: what comes now is none of its repeats. */
  forget(): void {
    this.#end();
  }

  #end(callback?: (caught: readonly SignalName[]) => void): void {
    this.#narrowTo(0, callback);
    open.delete(this);
  }

  /** With 0 ms it lasts until all that the loop dispatches in this turn has been. */
  #after(ms: number, callback: () => void): void {
    if (ms === 0) return this.mock ? queueMicrotask(callback) : void setImmediate(callback);
    const left = this.mock ? ms : ms - (monotonicMs() - this.arrivedAt);
    const timer = timers(this.mock).setTimeout(() => (this.mock ? queueMicrotask : whenSignalsAreIn)(callback), Math.max(0, left));
    if (!RUNS_FOR_EVER) timer.unref?.();
  }

  #narrowTo(set: SignalSet, callback?: (caught: readonly SignalName[]) => void): void {
    this.#isRelayed = false;
    const dropped = this.#held & ~set;
    this.#held &= set;
    if (dropped !== 0 && !this.mock) release(dropped, callback);
  }
}

/** What came in the moment in which the request stopped listening, and nobody hears, does what it did before. */
function sendAgain(caught: readonly SignalName[]): void {
  for (const name of caught) signalSelf(name);
}
