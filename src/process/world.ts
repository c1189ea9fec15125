/**
 * A world says where signals come from, which clock and timers count, and where an ending goes. The process is one world; each `mockSignals()` is
 * another. Whatever is opened stays in the world of that moment, and has no effect on any other.
 */
import { Journal, RELAY_MS, type Subscriber } from '../interrupts/journal.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { bitOf, SIGINT_BIT, type SignalName, type SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import type { OpenScope } from './open-scope.ts';

/** What a world is built on. */
export interface Ground {
  now(): number;
  /** Listens for these signals before it returns, until {@link unlisten} has been called as often. */
  listen(set: SignalSet): void;
  /** Calls back with the signals that came in that very moment. In the check phase. */
  unlisten(set: SignalSet, then: (caught: readonly SignalName[]) => void): void;
  /** Calls back when all signals that came before are in. */
  whenSignalsAreIn(then: () => void): void;
  /** When everything that is dispatched in this turn has been. */
  atEndOfTurn(then: () => void): void;
  /** Calls back `ms` after `since`. `keepsAlive`: whether the timer keeps the process alive. Returns what stops it. */
  after(since: number, ms: number, keepsAlive: boolean, then: () => void): () => void;
  /** The same for a callback that ends the process, even if the process is blocked. */
  deadline(since: number, ms: number, then: () => void): () => void;
  /** SIGINT is released at that time at the latest, even if the process is blocked, unless somebody new hears it. Infinity: never. */
  releaseSigintAt(at: number): void;
  /** Goes to whoever listens, or does what the system does by default. */
  raise(signal: SignalName): void;
  /** By the signal of an interrupt, or with an exit code. `line`: by force, and prints this on stderr. */
  end(by: InterruptError | number, flushMs?: number, line?: () => string): void;
}

/** One who hears signals in a world. What it calls may open and close others, and must not throw. */
export interface Hearer extends Subscriber {
  /** What the world listens for on its behalf. */
  listens: SignalSet;
  /** A request to it: notes it. */
  accept(request: Request): void;
  /** Everyone has noted it. */
  act(request: Request): void;
  /** A signal that is no request to it. */
  swallow(request: Request, isRepeat: boolean): void;
  /** Its scope, if it is one. */
  readonly scope?: OpenScope;
}

export class World {
  readonly ground: Ground;
  readonly journal = new Journal<Hearer>();

  constructor(ground: Ground) {
    this.ground = ground;
  }

  /** In the order in which they were opened. */
  get scopes(): OpenScope[] {
    return [...this.journal.subscribers].flatMap(({ scope }) => scope ?? []);
  }

  opens(one: Hearer, set: SignalSet): void {
    this.journal.opens(one);
    one.hears = one.listens = set;
    this.ground.listen(set);
  }

  /** It no longer hears SIGINT. In the check phase. */
  dropsSigint(one: Hearer): void {
    const dropped = one.listens & SIGINT_BIT;
    one.listens &= ~dropped;
    one.hears &= ~dropped;
    this.#unlisten(dropped);
  }

  /** It is to hear nothing more. Calls back when that is so. Until then it hears what came in the very moment, unless it is deaf. In the check phase. */
  closes(one: Hearer, then: () => void, isDeaf = false): void {
    const dropped = one.listens;
    one.listens = 0;
    if (isDeaf) one.hears = 0;
    this.#unlisten(dropped, () => {
      one.hears = 0;
      this.journal.closes(one);
      if ((dropped & SIGINT_BIT) !== 0 && one.sigintUntil === Infinity) this.#guard(); // it had kept SIGINT from being released
      then();
    });
  }

  #unlisten(set: SignalSet, then?: () => void): void {
    if (set === 0) return then?.();
    this.ground.unlisten(set, (caught) => {
      this.dispatchCaught(caught);
      then?.();
    });
  }

  /** For signals that came in the moment in which a listener was removed. If nobody hears one, it does what it did before. */
  dispatchCaught(caught: readonly SignalName[]): void {
    for (const name of caught) if (!this.arrived(name)) this.ground.raise(name);
  }

  /**
   * Delivers a signal to everyone who hears it. First all note it, then all act, so that what one does cannot keep another from knowing. False if
   * nobody hears it.
   */
  arrived(signal: SignalName, at = this.ground.now()): boolean {
    const { journal } = this;
    const { request, isRepeat, watches, takers, others } = journal.comes(signal, at);
    const accepted: Hearer[] = [];
    journal.dispatch(request, () => {
      for (const one of watches) one.accept(request);
      for (const one of takers) {
        if (!one.isReady) continue; // interrupted by what another one called
        one.accept(request);
        accepted.push(one);
      }
      for (const one of others) one.swallow(request, isRepeat);
    });
    if (request.windows) {
      this.ground.listen(journal.begins(request));
      this.#guard();
      for (const one of accepted) one.act(request);
      this.#time(request);
    }
    return isRepeat || watches.length + takers.length + others.length > 0;
  }

  /** Last of all, since nobody waits for it. */
  #time(request: Request): void {
    const { signal, longest, windows } = request;
    if (longest > RELAY_MS) this.#after(request, RELAY_MS, () => this.#narrow(request, bitOf(signal)));
    for (const [ms, told] of windows!) {
      this.#after(request, ms, () => {
        for (const one of told) one.endWindow();
        if (ms === longest) this.#narrow(request, 0);
      });
    }
  }

  #after({ at }: Request, ms: number, then: () => void): void {
    if (ms === 0) this.ground.atEndOfTurn(then);
    else this.ground.after(at, ms, false, () => this.ground.whenSignalsAreIn(then));
  }

  /** A signal that comes in the moment in which the request stops listening, and that nobody hears, does what it did before. */
  #narrow(request: Request, set: SignalSet): void {
    this.#unlisten(this.journal.narrows(request, set));
  }

  /** The program raises a signal itself: it is no repeat of a request that interrupts nobody any more. */
  raises(): void {
    for (const request of this.journal.raises()) this.#narrow(request, 0);
  }

  /** Once everyone who hears SIGINT is to release it, the watchdog does so for them if the loop is blocked then. */
  #guard(): void {
    const at = this.journal.sigintUntil;
    if (at > -Infinity) this.ground.releaseSigintAt(at);
  }
}
