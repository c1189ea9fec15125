/**
 * The background tasks of one scope.
 *
 * Whether a block was given what became of a task shows in its promise being taken. That is seen by a subclass, because `await` does
 * not call `then` of a plain promise, however it was overridden.
 *
 * A task is not the block: what it is told of an interrupt, the block has not seen. Who asks is told by an `AsyncLocalStorage`, which is
 * made with the first task of the process: on Node 20 and 22 it has a price for all promises.
 */
import type { AsyncLocalStorage as Storage } from 'node:async_hooks';
import { AsyncLocalStorage } from '../platform/async-hooks.ts';
import { setMaxListeners } from '../platform/builtins.ts';
import type { Cancellation, CancellationOwner } from './cancellation.ts';
import type { Debt } from './report.ts';

let running: Storage<Task> | undefined;

/** Who asks a scope: one of its tasks, or the block. */
export type Asker = { isTold: boolean } | undefined;

/** A task that runs, and what it has been told of. */
class Task {
  readonly tasks: Tasks;
  readonly name: string;
  readonly controller = new AbortController();
  /** The task in which it was started: code of the inner one is code of the outer one. */
  readonly outer = running?.getStore();
  /** It was told of the reason otherwise than by its own signal. */
  isTold = false;

  constructor(tasks: Tasks, name: string) {
    this.tasks = tasks;
    this.name = name;
    setMaxListeners(0, this.controller.signal);
  }
}

export interface TasksOwner extends CancellationOwner {
  readonly cancellation: Cancellation;
  failSoon(error: unknown): Debt;
  hasCaused(error: unknown): boolean;
  giveTo(asker: Asker, reason: unknown): void;
  /** A task that was told of the reason has not ended by it. */
  hasBeenHandled(): void;
}

export class Tasks {
  readonly #owner: TasksOwner;
  readonly #running = new Set<Task>();
  #onIdle: (() => void) | undefined;

  constructor(owner: TasksOwner) {
    this.#owner = owner;
  }

  get names(): string[] {
    return [...this.#running].map(({ name }) => name);
  }

  /** The task whose code runs now, if it is one of these. */
  get asker(): Asker {
    let task = running?.getStore();
    while (task !== undefined && task.tasks !== this) task = task.outer;
    return task;
  }

  /** Calls back once no task runs: at once when none does. */
  whenIdle(callback: () => void): void {
    if (this.#running.size === 0) callback();
    else this.#onIdle = callback;
  }

  spawn<T>(work: (signal: AbortSignal) => PromiseLike<T>, name: string): Promise<T> {
    const { cancellation } = this.#owner;
    return new TaskPromise<T>(() => this.asker, (resolve, reject, whenTaken) => {
      const rejectWithReason = (): void => {
        const { reason } = cancellation;
        whenTaken((taker) => this.#owner.giveTo(taker, reason));
        reject(reason);
      };
      if (cancellation.isCancelled) return rejectWithReason();
      const task = new Task(this, name);
      const abort = (reason: unknown): void => task.controller.abort(reason);
      cancellation.follow(abort);
      this.#running.add(task);
      start(task, work)
        .then((value) => {
          if (task.isTold) this.#owner.hasBeenHandled();
          resolve(value);
        }, (error: unknown) => {
          if (cancellation.isCancelled && this.#owner.hasCaused(error)) return rejectWithReason();
          if (task.isTold) this.#owner.hasBeenHandled();
          const debt = this.#owner.failSoon(error);
          whenTaken((taker) => (debt.isGiven ||= taker === undefined));
          reject(error);
        })
        .then(() => {
          cancellation.unfollow(abort);
          this.#running.delete(task);
          if (this.#running.size === 0) this.#onIdle?.();
        });
    });
  }
}

/** Starts the work at once; what it throws before it returns is a rejection too. */
function start<T>(task: Task, work: (signal: AbortSignal) => PromiseLike<T>): Promise<T> {
  running ??= new AsyncLocalStorage<Task>();
  return running.run(task, () => new Promise((resolve) => resolve(work(task.controller.signal))));
}

/** Is never an unhandled rejection of its own, and knows who takes it. */
export class TaskPromise<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #asker: () => Asker;
  readonly #takers = new Set<Asker>();
  #onTaken: ((taker: Asker) => void) | undefined;

  /** `asker` tells who runs; `whenTaken` calls back with each who has taken the promise, or will. */
  constructor(
    asker: () => Asker,
    executor: (resolve: (value: T) => void, reject: (reason: unknown) => void, whenTaken: (run: (taker: Asker) => void) => void) => void,
  ) {
    let settle!: [(value: T | PromiseLike<T>) => void, (reason: unknown) => void];
    super((resolve, reject) => (settle = [resolve, reject]));
    this.#asker = asker;
    super.then(undefined, () => {});
    executor(...settle, (run) => {
      this.#takers.forEach(run);
      this.#onTaken = run;
    });
  }

  /** Calls back without taking it. */
  observe(onFulfilled: (value: T) => void, onRejected: (reason: unknown) => void): void {
    super.then(onFulfilled, onRejected);
  }

  takenBy(taker: Asker): void {
    this.#takers.add(taker);
    this.#onTaken?.(taker);
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.takenBy(this.#asker());
    return super.then(onFulfilled, onRejected);
  }
}
