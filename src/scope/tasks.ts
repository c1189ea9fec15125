/**
 * The background tasks of one scope.
 *
 * The block has received the outcome of a task if somebody took the task's promise. A subclass notices that: `await` does not call `then` of a plain
 * promise, even if it was overridden. A task that was cancelled by another one's failure gives that failure to whoever awaits it. `.catch` alone does not
 * count there: it is how the outcome of a task is ignored, and the failure of another one would be lost.
 *
 * A task is not the block: an interrupt that only a task has seen, the block has not. An `AsyncLocalStorage` tells whose code is running. It is made
 * with the first task of the process: on Node 20 and 22 it slows down all promises.
 */
import type { AsyncLocalStorage as Storage } from 'node:async_hooks';
import { makeController } from '../platform/abort-controller.ts';
import { AsyncLocalStorage } from '../platform/async-hooks.ts';
import { findInterrupt } from '../interrupts/interrupt-error.ts';
import type { Cancellation, CancellationOwner } from './cancellation.ts';
import type { Debt } from './report.ts';

let running: Storage<Task> | undefined;

/** Who reads a scope: one of its tasks, or the block (`undefined`). */
export type Asker = { isTold: boolean } | undefined;

/** A running task, and what it has seen. */
class Task {
  readonly name: string;
  readonly controller = makeController();
  /** The task in which it was started: the code of the inner task is also code of the outer one. */
  readonly outer = running?.getStore();
  /** It has read the reason from the capture, not from its own signal. */
  isTold = false;

  constructor(name: string) {
    this.name = name;
  }
}

export interface TasksOwner extends CancellationOwner {
  readonly cancellation: Cancellation;
  /** Why its tasks end. */
  readonly reason: unknown;
  failSoon(error: unknown): Debt;
  hasCaused(error: unknown): boolean;
  giveTo(asker: Asker, reason: unknown): void;
  /** A task that had read the reason did not end with it. */
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

  /** The task whose code runs now, if it is one of these. What a task has left behind, such as a timer, is the block's once the task has ended. */
  get asker(): Asker {
    let task = running?.getStore();
    while (task !== undefined && !this.#running.has(task)) task = task.outer;
    return task;
  }

  /** Calls back once no task runs; at once if none does. */
  whenIdle(callback: () => void): void {
    if (this.#running.size === 0) callback();
    else this.#onIdle = callback;
  }

  spawn<T>(work: (signal: AbortSignal) => PromiseLike<T>, name: string): Promise<T> {
    const { cancellation } = this.#owner;
    return new TaskPromise<T>(() => this.asker, (resolve, reject, whenTaken) => {
      const rejectWithReason = (): void => {
        const { reason } = this.#owner;
        whenTaken((taker, isCaughtOnly) => {
          if (!isCaughtOnly || findInterrupt(reason)) this.#owner.giveTo(taker, reason);
        });
        reject(reason);
      };
      if (cancellation.isCancelled) return rejectWithReason();
      const task = new Task(name);
      const abort = (reason: unknown): void => running!.run(task, () => task.controller.abort(reason)); // its listeners are the task's code
      cancellation.follow(abort);
      this.#running.add(task);
      start(task, work)
        .then((value) => {
          if (task.isTold) this.#owner.hasBeenHandled();
          resolve(value);
        }, (error: unknown) => {
          if (this.#owner.hasCaused(error)) return rejectWithReason();
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

/** Starts the work at once. If it throws before it returns, that is a rejection, too. */
function start<T>(task: Task, work: (signal: AbortSignal) => PromiseLike<T>): Promise<T> {
  running ??= new AsyncLocalStorage<Task>();
  return running.run(task, () => new Promise((resolve) => resolve(work(task.controller.signal))));
}

/** Never an unhandled rejection by itself, and knows who takes it. */
export class TaskPromise<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #asker: () => Asker;
  readonly #takers = new Map<Asker, boolean>();
  #onTaken: ((taker: Asker, isCaughtOnly: boolean) => void) | undefined;

  /** `asker` says whose code is running; `whenTaken` calls back for everyone who has taken the promise, or will, and says whether by `.catch` alone. */
  constructor(
    asker: () => Asker,
    executor: (resolve: (value: T) => void, reject: (reason: unknown) => void, whenTaken: (run: (taker: Asker, isCaughtOnly: boolean) => void) => void) => void,
  ) {
    let settle!: [(value: T | PromiseLike<T>) => void, (reason: unknown) => void];
    super((resolve, reject) => (settle = [resolve, reject]));
    this.#asker = asker;
    super.then(undefined, () => {});
    executor(...settle, (run) => {
      for (const [taker, isCaughtOnly] of this.#takers) run(taker, isCaughtOnly);
      this.#onTaken = run;
    });
  }

  /** Calls back without counting as taking it. */
  observe(onFulfilled: (value: T) => void, onRejected: (reason: unknown) => void): void {
    super.then(onFulfilled, onRejected);
  }

  takenBy(taker = this.#asker(), isCaughtOnly = false): void {
    this.#takers.set(taker, isCaughtOnly && this.#takers.get(taker) !== false);
    this.#onTaken?.(taker, isCaughtOnly);
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.takenBy(this.#asker(), typeof onFulfilled !== 'function');
    return super.then(onFulfilled, onRejected);
  }
}
