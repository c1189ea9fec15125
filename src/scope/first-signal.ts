import { defer, type Deferred } from '../runtime/with-resolvers.ts';
import { keepAlive, letGo } from '../runtime/event-loop.ts';
import type { SignalName } from '../signals/names.ts';

/** What a capture's `promise` gives: made when it is asked for, and keeping the process alive from then until it is settled. */
export class FirstSignal {
  /** Not asked for and not known; asked for; or known. */
  #state: Deferred<SignalName | undefined> | Promise<SignalName | undefined> | { readonly known: SignalName | undefined } | undefined;

  get promise(): Promise<SignalName | undefined> {
    const state = this.#state;
    if (state instanceof Promise) return state;
    if (state && 'promise' in state) return state.promise;
    if (state) return (this.#state = Promise.resolve(state.known));
    keepAlive();
    return (this.#state = defer<SignalName | undefined>()).promise;
  }

  /** The first call counts. */
  settle(signal: SignalName | undefined): void {
    const state = this.#state;
    if (state === undefined) this.#state = { known: signal };
    if (state === undefined || !('resolve' in state)) return;
    this.#state = state.promise;
    state.resolve(signal);
    letGo();
  }
}
