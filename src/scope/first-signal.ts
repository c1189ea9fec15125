import { keepAlive, letGo } from '../process/in-flight.ts';
import { withResolvers, type Deferred } from '../platform/with-resolvers.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import type { SignalName } from '../interrupts/names.ts';
import type { World } from '../process/world.ts';

export interface Interruptible {
  readonly world: World;
  readonly isClosing: boolean;
  readonly interrupt: InterruptError | undefined;
}

/** What a capture's `promise` is. Once it has been read, it keeps the process alive until it settles, or its scope closes. */
export class FirstSignal {
  readonly #scope: Interruptible;
  #deferred: Deferred<SignalName | undefined> | undefined;
  #settled: { readonly signal: SignalName | undefined } | undefined;
  #isKeptAlive = false;
  #isOfBlock = false;

  constructor(scope: Interruptible) {
    this.#scope = scope;
  }

  /** The block, not just a task, has read it, and it is pending. */
  get isAwaitedByBlock(): boolean {
    return this.#isOfBlock && !this.#settled;
  }

  ask(isByBlock: boolean): Promise<SignalName | undefined> {
    this.#isOfBlock ||= isByBlock;
    if (!this.#deferred) {
      this.#deferred = withResolvers();
      if (this.#settled) this.#deferred.resolve(this.#settled.signal);
      else if (this.#scope.isClosing) this.settleSoon();
      else {
        this.#isKeptAlive = true;
        keepAlive();
      }
    }
    return this.#deferred.promise;
  }

  /** Resolves with the signal that interrupted the scope, if there was one. The first call counts. */
  settle(signal = this.#scope.interrupt?.signal): void {
    if (this.#settled) return;
    this.#settled = { signal };
    this.#deferred?.resolve(signal);
    if (this.#isKeptAlive) letGo();
  }

  /** The scope closes. Settles once the signals that had reached the process are in. */
  settleSoon(): void {
    if (this.#deferred && !this.#settled) this.#scope.world.ground.whenSignalsAreIn(() => this.settle());
  }
}
