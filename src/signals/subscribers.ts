/**
 * The only file that listens to the process. There is one listener per signal, however many hear it: on with the first,
 * off with the last. What hears is kept in one list, the newest first, each with the set of signals that it hears, so that
 * opening and closing cost the same with one open or ten thousand.
 *
 * Known and left: someone else's `process.removeAllListeners(name)` takes the listener off; the next opening puts it back, unless
 * somebody else has put one on meanwhile.
 */
import { branded, roleOf } from '../runtime/brand.ts';
import { Delivery } from './request.ts';
import { onTerminal, prepareSigintDefault, restoreSigint } from './sigint-default.ts';
import { bitOf, SIGINT_BIT, SIGNAL_NAMES, signalNumber, type SignalName, type SignalSet } from './names.ts';
import { giveSigintBackIn, isSigintGuarded, takeSigintBack } from './watchdog.ts';

let isMainThread: boolean | undefined;

/** Throws where signals do not come. */
export function assertMainThread(caller: string): void {
  if ((isMainThread ??= process.getBuiltinModule('node:worker_threads').isMainThread)) return;
  throw new Error(`${caller} expected to be called in the main thread, which alone receives signals, and was called in a worker `
    + 'thread: capture in the main thread and post a message to the worker when the signal aborts');
}

/** SIGINT was guarded when somebody came to hear it, which ended that. When that one leaves it is to be guarded again. */
let isGuardDue = false;
let isRehearsed = false;
const installed: Array<(() => void) | undefined> = [];
const hearersOf: number[] = SIGNAL_NAMES.map(() => 0);

/** Somebody who hears signals. */
export abstract class Hearer {
  static #newest: Hearer | undefined;
  #newer: Hearer | undefined;
  #older: Hearer | undefined;
  #hears: SignalSet = 0;

  /** Takes note of a signal; true to be called with {@link act} once all have taken note. Must not throw. */
  protected abstract hear(delivery: Delivery): boolean;

  protected act(_delivery: Delivery): void {}

  /** Keeps older captures from hearing what this one hears. */
  protected get shadows(): boolean {
    return false;
  }

  /** Hears a signal also when a newer capture shadows it. */
  protected get alwaysHears(): boolean {
    return false;
  }

  /** Milliseconds, at the most, until this one stops hearing SIGINT of its own accord; Infinity when it will not. */
  protected get letsGoOfSigintIn(): number {
    return Infinity;
  }

  protected get failure(): { readonly error: unknown } | undefined {
    return undefined;
  }

  /** An open scope, beside which an interrupt that nobody caught waits. */
  protected get holds(): boolean {
    return false;
  }

  /** Starts hearing these signals, before it returns. */
  protected listen(set: SignalSet): void {
    this.#older = Hearer.#newest;
    if (this.#older) this.#older.#newer = this;
    Hearer.#newest = this;
    this.#hears = set;
    forEachBit(set, add);
  }

  hears(set: SignalSet): boolean {
    return (this.#hears & set) !== 0;
  }

  /** Stops hearing these signals; the last one to stop gives the signal back to the system. */
  protected unlisten(set: SignalSet): void {
    const dropped = this.#hears & set;
    this.#hears &= ~dropped;
    forEachBit(dropped, drop);
    if ((dropped & SIGINT_BIT) !== 0) Hearer.#leaveSigint();
  }

  /**
   * Takes a listener on and off once, so that the code for it has been compiled when it has to be quick: in a program that closes its
   * only scope 0.28 to 0.38 ms passed between the last poll and the first listener coming off, and 0.06 to 0.12 with this.
   */
  protected rehearseLeaving(): void {
    if (isRehearsed) return;
    isRehearsed = true;
    const unheard = bitOf('SIGURG') & ~this.#hears;
    this.#hears |= unheard;
    forEachBit(unheard, add);
    this.unlisten(unheard);
  }

  /** Stops hearing anything. */
  protected leave(): void {
    this.unlisten(this.#hears);
    if (this.#newer) this.#newer.#older = this.#older;
    else Hearer.#newest = this.#older;
    if (this.#older) this.#older.#newer = this.#newer;
    this.#newer = this.#older = undefined;
  }

  /** Hands a signal to all who hear it, newest first. First all take note, then all act, so that what one does cannot keep another from knowing. */
  static deliver(signal: SignalName): void {
    const delivery = new Delivery(signal);
    const acting = Hearer.#hearing(bitOf(signal)).filter((hearer) => hearer.hear(delivery));
    if (acting.length > 0) Hearer.#guardSigint();
    for (const hearer of acting) hearer.act(delivery);
    delivery.end();
  }

  static #hearing(bit: SignalSet): Hearer[] {
    const hearing: Hearer[] = [];
    let shadowed = false;
    for (let hearer = Hearer.#newest; hearer !== undefined; hearer = hearer.#older) {
      if ((hearer.#hears & bit) === 0 || (shadowed && !hearer.alwaysHears)) continue;
      hearing.push(hearer);
      shadowed ||= hearer.shadows;
    }
    return hearing;
  }

  /** When all who hear SIGINT will let it go, the watchdog lets it go for them should the loop be blocked by then. */
  static #guardSigint(): void {
    if (hearersOf[0] === 0 || process.listeners('SIGINT').some((listener) => roleOf(listener) === undefined)) return;
    let longest = 0;
    for (let hearer = Hearer.#newest; hearer !== undefined; hearer = hearer.#older) {
      if ((hearer.#hears & SIGINT_BIT) !== 0) longest = Math.max(longest, hearer.letsGoOfSigintIn);
    }
    if (longest === Infinity) return;
    isGuardDue = false;
    giveSigintBackIn(longest);
  }

  /** Not before all listeners are off: this takes longer than they do. */
  static #leaveSigint(): void {
    if (hearersOf[0] === 0) {
      isGuardDue = false;
      if (takeSigintBack() || (onTerminal() && process.listenerCount('SIGINT') === 0)) restoreSigint();
    } else if (isGuardDue) {
      Hearer.#guardSigint();
    }
  }

  /** Whether there is an open scope. */
  static anyHolds(this: void): boolean {
    for (let hearer = Hearer.#newest; hearer !== undefined; hearer = hearer.#older) if (hearer.holds) return true;
    return false;
  }

  /** The first failure that an open scope still has to tell. */
  static firstFailure(this: void): { readonly error: unknown } | undefined {
    for (let hearer = Hearer.#newest; hearer !== undefined; hearer = hearer.#older) if (hearer.failure) return hearer.failure;
    return undefined;
  }
}

let isSuspended = false;

/** Runs something that takes SIGINT's listeners off and puts the same ones on again after. */
export function suspendSigint<T>(run: () => T): T {
  const wasSuspended = isSuspended;
  isSuspended = true;
  try {
    return run();
  } finally {
    isSuspended = wasSuspended;
  }
}

function forEachBit(set: SignalSet, run: (index: number) => void): void {
  for (let index = 0, rest = set; rest !== 0; index++, rest >>>= 1) if ((rest & 1) !== 0) run(index);
}

function add(index: number): void {
  const name = SIGNAL_NAMES[index]!;
  const isFirst = hearersOf[index]!++ === 0;
  if (index === 0) {
    isGuardDue ||= isSigintGuarded();
    if (takeSigintBack()) restoreSigint();
    else if (isFirst) prepareSigintDefault();
  }
  if (isFirst || (process.listenerCount(name) === 0 && !isSuspended)) install(index, name);
}

/** Prepended, because a listener that throws keeps later ones from running. */
function install(index: number, name: SignalName): void {
  if (signalNumber(name) === undefined) return;
  const listener = (installed[index] ??= branded('signal', () => Hearer.deliver(name)));
  try {
    process.prependListener(name, listener);
  } catch {
    process.off(name, listener); // Deno throws for a signal that it lacks, and keeps the listener
  }
}

function drop(index: number): void {
  if (--hearersOf[index]! !== 0) return;
  const name = SIGNAL_NAMES[index]!;
  const listener = installed[index];
  if (listener) process.off(name, listener);
}
