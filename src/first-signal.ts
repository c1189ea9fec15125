import { defer, type Deferred } from './deferred.ts';
import { keepAlive, letGo } from './event-loop.ts';
import type { SignalName } from './signal-names.ts';

/** What a capture's `promise` gives: made when it is asked for, and keeping the process alive from then until it is settled. */
export class FirstSignal {
  #deferred: Deferred<SignalName | undefined> | undefined;
  #outcome: { readonly signal: SignalName | undefined } | undefined;

  get promise(): Promise<SignalName | undefined> {
    if (this.#deferred === undefined) {
      this.#deferred = defer();
      if (this.#outcome) this.#deferred.resolve(this.#outcome.signal);
      else keepAlive();
    }
    return this.#deferred.promise;
  }

  /** The first call counts. */
  settle(signal: SignalName | undefined): void {
    if (this.#outcome) return;
    this.#outcome = { signal };
    if (this.#deferred === undefined) return;
    this.#deferred.resolve(signal);
    letGo();
  }
}
