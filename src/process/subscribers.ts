/**
 * Who hears signals: kept in one list, the newest first, each with the set of signals that it hears, so that opening and closing cost the
 * same with one open or ten thousand.
 */
import { ownPid, signalSelf } from '../platform/builtins.ts';
import { mocked, type Mock } from './mock.ts';
import { isMainThread } from './internals.ts';
import { release, retain, type Hearer } from './listeners.ts';
import { anyCopySays } from './neighbours.ts';
import * as sigint from './sigint.ts';
import { bitOf, SIGINT_BIT, SIGNAL_NAMES, type SignalName, type SignalSet } from '../interrupts/names.ts';
import { forgetIdleRequests, forgetMockedRequests, heldUntil, isRepeat, isRepeatForOthers, Request, whileDispatching } from '../interrupts/request.ts';
import { forgetUnspentOfMocks } from '../interrupts/unspent.ts';

/** Throws where signals do not come. */
export function assertMainThread(caller: string): void {
  ownPid();
  if (mocked() || isMainThread()) return;
  throw new Error(`${caller} expected to be called in the main thread, which alone receives signals, and was called in a worker thread: `
    + 'capture in the main thread and hand the AbortSignal over with util.transferableAbortSignal(shutdown.signal)');
}

export abstract class Subscriber {
  static #newest: Subscriber | undefined;
  #newer: Subscriber | undefined;
  #older: Subscriber | undefined;
  #hears: SignalSet = 0;
  #isLeaving = false;
  /** The mock that was there when it was made: it hears that alone; else the system. */
  readonly mock = mocked();

  /** Takes note of a request; true when it was one to this subscriber, prevented or not. Must not throw. */
  abstract accept(request: Request): boolean;

  /** What is to be done about a request that was accepted, once all have taken note of it. */
  act(_request: Request): void {}

  /** A signal came that is a repeat for everybody. */
  repeated(_signal: SignalName): void {}

  /** Whether a request by a signal that it hears would be one to this subscriber now. */
  get isReady(): boolean {
    return true;
  }

  /** Keeps older ones from hearing what it accepts. */
  get isExclusive(): boolean {
    return false;
  }

  /** Hears a signal also behind an exclusive one, and repeats as well. */
  get alwaysHears(): boolean {
    return false;
  }

  /** When this one stops hearing SIGINT of its own accord, at the latest; Infinity when it will not. */
  get letsGoOfSigintAt(): number {
    return Infinity;
  }

  /** Starts hearing these signals, before it returns. */
  protected subscribe(set: SignalSet): void {
    this.#older = Subscriber.#newest;
    if (this.#older) this.#older.#newer = this;
    Subscriber.#newest = this;
    this.#hears = set;
    if (this.mock) this.mock.attach(MOCKED);
    else retain(set, SYSTEM);
  }

  hears(set: SignalSet): boolean {
    return (this.#hears & set) !== 0;
  }

  /** It was opened for a mock that has gone, and concerns the process no more. */
  get isLeftByMock(): boolean {
    return !!this.mock && this.mock !== mocked();
  }

  /** Whether this signal of the system would now be a request to this one. */
  wouldAccept(bit: SignalSet): boolean {
    if (this.mock || !this.hears(bit) || !this.isReady || isRepeat(bit)) return false;
    for (let newer = this.#newer; newer !== undefined; newer = newer.#newer) {
      if (!newer.mock && newer.hears(bit) && newer.isExclusive && newer.isReady) return false;
    }
    return true;
  }

  /** Stops hearing SIGINT. In the check phase. */
  protected dropSigint(): void {
    const dropped = this.#isLeaving ? 0 : this.#hears & SIGINT_BIT;
    this.#hears &= ~dropped;
    if (dropped !== 0) this.#release(dropped, dispatchCaught);
    guardAnew();
  }

  /**
   * Stops hearing anything; the last one to stop gives a signal back to the system. Calls back when it has: until then this one hears what
   * came in the very moment, unless it is deaf. In the check phase.
   */
  protected leave(callback: () => void, isDeaf = false): void {
    const heard = this.#hears;
    this.#isLeaving = true;
    if (isDeaf) this.#hears = 0;
    this.#release(heard, (caught) => {
      dispatchCaught(caught);
      this.#unlink();
      callback();
    });
  }

  /** The signals of a mock were never listened to. */
  #release(set: SignalSet, callback: (caught: readonly SignalName[]) => void): void {
    if (this.mock) callback([]);
    else release(set, callback);
  }

  #unlink(): void {
    if (this.#newer) this.#newer.#older = this.#older;
    else Subscriber.#newest = this.#older;
    if (this.#older) this.#older.#newer = this.#newer;
    this.#newer = this.#older = undefined;
    this.#hears = 0;
    guardAnew();
  }

  /** Those that hear a mock, or the system. */
  static *all(this: void, mock?: Mock): Generator<Subscriber, void> {
    for (let each = Subscriber.#newest; each !== undefined; each = each.#older) if (each.mock === mock) yield each;
  }
}

/**
 * Hands a signal, of a mock or of the system, to all who hear it, the newest first. First all take note, then all act, so that what one does
 * cannot keep another from knowing. False when nobody hears it.
 */
export function dispatch(signal: SignalName, mock?: Mock): boolean {
  const bit = bitOf(signal);
  const isRepeated = isRepeat(bit, mock) || (!mock && anyCopySays(signal, 'isRepeat'));
  const request = new Request(signal, mock);
  const accepted: Subscriber[] = [];
  let isHidden = false;
  let isHeard = isRepeated;
  whileDispatching(request, () => {
    for (const each of Subscriber.all(mock)) {
      if (!each.hears(bit)) continue;
      isHeard = true;
      if (isRepeated && !each.alwaysHears) each.repeated(signal);
      else if ((!isHidden || each.alwaysHears) && each.accept(request)) {
        accepted.push(each);
        isHidden ||= each.isExclusive;
      }
    }
  });
  if (!request.isAccepted) return isHeard;
  request.listen((set) => retain(set, SYSTEM));
  guardAgainstBlocking();
  for (const each of accepted) each.act(request);
  request.setTimers();
  return true;
}

/** Whether somebody hears this signal now, or any, from a mock or from the system. */
export function isHeard(signal?: SignalName, mock?: Mock): boolean {
  const bit = signal === undefined ? ~0 : bitOf(signal);
  for (const each of Subscriber.all(mock)) if (each.hears(bit)) return true;
  return false;
}

/** Of what came in the moment in which a listener came off. What nobody hears does what it did before. */
export function dispatchCaught(caught: readonly SignalName[]): void {
  for (const name of caught) if (!dispatch(name)) signalSelf(name);
}

const SYSTEM: Hearer = {
  hear: dispatch,
  answer(signal, question) {
    if (question === 'isRepeat') return isRepeatForOthers(bitOf(signal));
    forgetIdleRequests(undefined);
    return false;
  },
};

const MOCKED = {
  dispatch,
  heard: (mock: Mock) => SIGNAL_NAMES.filter((name) => isHeard(name, mock)),
  forget() {
    forgetMockedRequests();
    forgetUnspentOfMocks();
  },
};

/** When all who hear SIGINT are to let it go, the watchdog is to let it go for them should the loop be blocked by then. */
function guardAgainstBlocking(): void {
  let at = heldUntil(SIGINT_BIT);
  for (const each of Subscriber.all()) if (each.hears(SIGINT_BIT)) at = Math.max(at, each.letsGoOfSigintAt);
  if (at > -Infinity) sigint.releaseAt(at);
}

/** Somebody who had ended the guard has left. */
function guardAnew(): void {
  if (sigint.wantsTime()) guardAgainstBlocking();
}
