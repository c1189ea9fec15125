/**
 * Where signals come from, which clock and timers count, and where an ending goes. The process is one world; each `mockSignals()` is another. What
 * is opened keeps the world that was there then, and has no effect on any other. A world that is over has no effect on anything.
 */
import { Journal, RELAY_MS, type Subscriber } from '../interrupts/journal.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { bitOf, SIGINT_BIT, type SignalName, type SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import type { OpenScope } from './open-scope.ts';

/** What a world is made of. */
export interface Ground {
  now(): number;
  /** Listens to these signals before it returns, until {@link unlisten} was called as often. */
  listen(set: SignalSet): void;
  /** Calls back with what came in the very moment. In the check phase. */
  unlisten(set: SignalSet, then: (caught: readonly SignalName[]) => void): void;
  /** Calls back when what has come before is in. */
  whenSignalsAreIn(then: () => void): void;
  /** When all that is dispatched in this turn has been. */
  atEndOfTurn(then: () => void): void;
  /** So long after that time. The timer keeps the process alive or not. Gives what cancels it. */
  after(since: number, ms: number, keepsAlive: boolean, then: () => void): () => void;
  /** The same for what ends the process, also where that is blocked. */
  deadline(since: number, ms: number, then: () => void): () => void;
  /** SIGINT is let go at that time at the latest, also where the process is blocked, unless somebody comes to hear it; Infinity: it is not. */
  releaseSigintAt(at: number): void;
  /** To whoever listens, or what the system does by default. */
  raise(signal: SignalName): void;
  /** By the signal of an interrupt, or with an exit code; `line`: by force, and says so on stderr. */
  end(by: InterruptError | number, flushMs?: number, line?: () => string): void;
}

/** One who hears signals in a world. What is called may open and close others, and must not throw. */
export interface Hearer extends Subscriber {
  /** What the world listens for on its behalf. */
  listens: SignalSet;
  /** A request to it: takes note. */
  accept(request: Request): void;
  /** All have taken note. */
  act(request: Request): void;
  /** A signal that is none to it. */
  swallow(request: Request, isRepeat: boolean): void;
  /** What it is, if a scope. */
  readonly scope?: OpenScope;
}

export class World {
  readonly ground: Ground;
  readonly journal = new Journal<Hearer>();
  isOver = false;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  /** In the order of their opening. */
  get scopes(): OpenScope[] {
    return [...this.journal.subscribers].flatMap(({ scope }) => scope ?? []);
  }

  opens(one: Hearer, set: SignalSet): void {
    this.journal.opens(one);
    one.hears = one.listens = set;
    this.ground.listen(set);
  }

  /** It hears SIGINT no longer. In the check phase. */
  dropsSigint(one: Hearer): void {
    const dropped = one.listens & SIGINT_BIT;
    one.listens &= ~dropped;
    one.hears &= ~dropped;
    this.#unlisten(dropped);
  }

  /** It is to hear nothing more. Calls back when that is so: until then it hears what came in the very moment, unless it is deaf. In the check phase. */
  closes(one: Hearer, then: () => void, isDeaf = false): void {
    const dropped = one.listens;
    one.listens = 0;
    if (isDeaf) one.hears = 0;
    this.#unlisten(dropped, () => {
      one.hears = 0;
      this.journal.closes(one);
      if ((dropped & SIGINT_BIT) !== 0 && one.sigintUntil === Infinity) this.#guard(); // it had kept SIGINT from those who are interrupted
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

  /** Of what came in the moment in which a listener came off. What nobody hears does what it did before. */
  dispatchCaught(caught: readonly SignalName[]): void {
    for (const name of caught) if (!this.arrived(name)) this.ground.raise(name);
  }

  /** Hands a signal to all who hear it. First all take note, then all act, so that what one does cannot keep another from knowing. False when nobody hears it. */
  arrived(signal: SignalName, at = this.ground.now()): boolean {
    const { journal } = this;
    const { request, isRepeat, watches, takers, others } = journal.comes(signal, at);
    const accepted: Hearer[] = [];
    journal.dispatch(request, () => {
      for (const one of watches) one.accept(request);
      for (const one of takers) {
        if (!one.isReady) continue; // closed by what another has called
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

  /** What comes in the moment in which the request stops listening, and nobody hears, does what it did before. */
  #narrow(request: Request, set: SignalSet): void {
    this.#unlisten(this.journal.narrows(request, set));
  }

  /** The program raises a signal itself: what comes is no repeat of what interrupts nobody. */
  raises(): void {
    for (const request of this.journal.raises()) this.#narrow(request, 0);
  }

  /** When all who hear SIGINT are to let it go, it is let go for them should the loop be blocked by then. */
  #guard(): void {
    const at = this.journal.sigintUntil;
    if (at > -Infinity) this.ground.releaseSigintAt(at);
  }
}
