// For is-hardened, before it loads the package: classes as those of a DOM that test runners put in the place of the runtime's.
class Target {
  readonly #listeners = new Set<(event: object) => void>();

  addEventListener(_type: string, listener: (event: object) => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: string, listener: (event: object) => void): void {
    this.#listeners.delete(listener);
  }

  dispatchEvent(event: object): void {
    for (const listener of this.#listeners) listener.call(this, event);
  }
}

class Signal extends Target {
  readonly #state = { aborted: false, reason: undefined as unknown };

  static abortWith(signal: Signal, reason: unknown): void {
    if (signal.#state.aborted) return;
    Object.assign(signal.#state, { aborted: true, reason });
    signal.dispatchEvent({ type: 'abort' });
  }

  get aborted(): boolean {
    return this.#state.aborted;
  }

  get reason(): unknown {
    return this.#state.reason;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}

class Controller {
  readonly signal = new Signal();

  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    Signal.abortWith(this.signal, reason);
  }
}

export function putUpDom(): void {
  Object.assign(globalThis, { EventTarget: Target, AbortSignal: Signal, AbortController: Controller });
}

if (process.argv[2] === 'was there before') putUpDom();
