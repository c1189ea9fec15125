import { keepAlive, letGo } from '../process/in-flight.ts';
import { defer } from '../platform/with-resolvers.ts';
import type { SignalName } from '../interrupts/names.ts';

/** What a capture's `promise` gives once somebody has asked for it: it keeps the process alive until it is settled, or {@link letGo}. */
export class FirstSignal {
  readonly #deferred = defer<SignalName | undefined>();
  #isKeptAlive = true;
  #isPending = true;
  /** The block has asked for it, not a task alone. */
  isOfBlock = false;

  constructor() {
    keepAlive();
  }

  get isPending(): boolean {
    return this.#isPending;
  }

  get isAwaitedByBlock(): boolean {
    return this.#isPending && this.isOfBlock;
  }

  get promise(): Promise<SignalName | undefined> {
    return this.#deferred.promise;
  }

  /** The first call counts. */
  settle(signal: SignalName | undefined): void {
    this.#isPending = false;
    this.#deferred.resolve(signal);
    this.letGo();
  }

  letGo(): void {
    if (this.#isKeptAlive) letGo();
    this.#isKeptAlive = false;
  }
}
