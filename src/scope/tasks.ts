/**
 * The background tasks of one scope.
 *
 * Whether a block was given what became of a task shows in its promise being taken. That is seen by a subclass, because `await` does
 * not call `then` of a plain promise, however it was overridden.
 */
import { setMaxListeners } from '../runtime/builtins.ts';
import type { Cancellation } from './cancellation.ts';
import { findInterrupt } from '../signals/interrupt-error.ts';

/** An error that cancels the scope. Closing throws it unless the block was given it. */
export interface Failure {
  readonly error: unknown;
  isGiven: boolean;
}

export class Tasks {
  readonly #cancellation: Cancellation;
  readonly #onFailure: (failure: Failure) => void;
  readonly #onReasonGiven: (reason: unknown) => void;
  readonly #running = new Map<AbortController, string>();
  #onIdle: (() => void) | undefined;

  constructor(cancellation: Cancellation, onFailure: (failure: Failure) => void, onReasonGiven: (reason: unknown) => void) {
    this.#cancellation = cancellation;
    this.#onFailure = onFailure;
    this.#onReasonGiven = onReasonGiven;
  }

  get names(): string[] {
    return [...this.#running.values()];
  }

  /** Calls back once no task runs: at once when none does. */
  whenIdle(callback: () => void): void {
    if (this.#running.size === 0) callback();
    else this.#onIdle = callback;
  }

  spawn<T>(work: (signal: AbortSignal) => PromiseLike<T>, name: string): Promise<T> {
    return new TaskPromise<T>((resolve, reject, whenTaken) => {
      const cancellation = this.#cancellation;
      const rejectWithReason = (): void => {
        const { reason } = cancellation;
        whenTaken(() => this.#onReasonGiven(reason));
        reject(reason);
      };
      if (cancellation.isCancelled) return rejectWithReason();
      const controller = new AbortController();
      setMaxListeners(0, controller.signal);
      const abort = (reason: unknown): void => controller.abort(reason);
      cancellation.follow(abort);
      this.#running.set(controller, name);
      start(work, controller.signal)
        .then(resolve, (error: unknown) => {
          if (cancellation.isCancelled && isDueTo(cancellation.reason, error)) return rejectWithReason();
          const failure = { error, isGiven: false };
          whenTaken(() => (failure.isGiven = true));
          this.#onFailure(failure);
          reject(error);
        })
        .then(() => {
          cancellation.unfollow(abort);
          this.#running.delete(controller);
          if (this.#running.size === 0) this.#onIdle?.();
        });
    });
  }
}

/** Starts the work at once; what it throws before it returns is a rejection too. */
function start<T>(work: (signal: AbortSignal) => PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve) => resolve(work(signal)));
}

/** Whether a cancelled task has rejected because it was cancelled: with the reason, with what wraps it, or as an abort does. */
function isDueTo(reason: unknown, error: unknown): boolean {
  if (error === reason || findInterrupt(error)) return true;
  const { name, code, cause } = Object(error) as Partial<NodeJS.ErrnoException>;
  return (cause !== undefined && cause === reason) || name === 'AbortError' || code === 'ABORT_ERR';
}

/** Is never an unhandled rejection of its own, and knows when it is taken. */
class TaskPromise<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #isTaken = false;
  #onTaken: (() => void) | undefined;

  constructor(executor: (resolve: (value: T) => void, reject: (reason: unknown) => void, whenTaken: (run: () => void) => void) => void) {
    let settle!: [(value: T | PromiseLike<T>) => void, (reason: unknown) => void];
    super((resolve, reject) => (settle = [resolve, reject]));
    super.then(undefined, () => {});
    executor(...settle, (run) => {
      if (this.#isTaken) run();
      else this.#onTaken = run;
    });
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isTaken = true;
    this.#onTaken?.();
    return super.then(onFulfilled, onRejected);
  }
}
