import { keepAlive, letGo } from '../runtime/event-loop.ts';
import { defer, type Deferred } from '../runtime/with-resolvers.ts';
import type { SignalName } from '../signals/names.ts';

type Settle = (signal: SignalName | undefined) => void;

/**
 * What a capture's `promise` gives: made when it is asked for, and keeping the process alive from then until the scope is interrupted or
 * closing. A task or a cleanup that awaits it while the scope waits for them is answered before: else each would wait for the other.
 */
export class FirstSignal {
  #promise: FirstSignalPromise | undefined;
  #settle: Settle | undefined;
  #forTasks: Deferred<SignalName | undefined> | undefined;
  #known: { readonly signal: SignalName | undefined } | undefined;
  #isKeptAlive = false;
  #isLetGo = false;

  /** Whether somebody has asked for it and has no answer yet. */
  get isPending(): boolean {
    return this.#settle !== undefined;
  }

  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** `isInTask` tells whether the code that runs is a task of the scope, or a cleanup. */
  ask(isInTask: () => boolean): Promise<SignalName | undefined> {
    if (this.#promise) return this.#promise;
    const forTasks = (): Promise<SignalName | undefined> | undefined => (isInTask() ? this.#answerForTasks() : undefined);
    this.#promise = new FirstSignalPromise((resolve) => (this.#settle = resolve), forTasks);
    if (this.#known) this.settle(this.#known.signal);
    else if (!this.#isLetGo) this.#keepAlive();
    return this.#promise;
  }

  /** The first call counts. */
  settle(signal: SignalName | undefined): void {
    this.#known ??= { signal };
    this.#settle?.(this.#known.signal);
    this.#settle = undefined;
    this.#forTasks?.resolve(this.#known.signal);
    this.letGo();
  }

  /** What tasks and cleanups are told of a scope that waits for them. */
  settleForTasks(): void {
    (this.#forTasks ??= defer()).resolve(this.#known?.signal);
  }

  /** It keeps the process alive no longer. */
  letGo(): void {
    this.#isLetGo = true;
    if (this.#isKeptAlive) letGo();
    this.#isKeptAlive = false;
  }

  #keepAlive(): void {
    this.#isKeptAlive = true;
    keepAlive();
  }

  #answerForTasks(): Promise<SignalName | undefined> {
    this.#forTasks ??= defer();
    if (this.#known) this.#forTasks.resolve(this.#known.signal);
    return this.#forTasks.promise;
  }
}

/** Gives tasks, who call `then` as everybody does, another answer. `await` calls `then` of a subclass, and not that of a plain promise. */
class FirstSignalPromise extends Promise<SignalName | undefined> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #forTasks: () => Promise<SignalName | undefined> | undefined;

  constructor(executor: (resolve: Settle) => void, forTasks: () => Promise<SignalName | undefined> | undefined) {
    super(executor);
    this.#forTasks = forTasks;
  }

  override then<A = SignalName | undefined, B = never>(
    onFulfilled?: ((signal: SignalName | undefined) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#forTasks()?.then(onFulfilled, onRejected) ?? super.then(onFulfilled, onRejected);
  }
}
