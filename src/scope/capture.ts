import { turnIfDue } from './checkpoint.ts';
import { describe } from '../input/describe.ts';
import { InterruptError } from '../signals/interrupt-error.ts';
import { BROKEN, runBreakable } from './interruptible.ts';
import { Hearer, suspendSigint } from '../signals/subscribers.ts';
import { race } from './race.ts';
import { Scope } from './scope.ts';
import type { CaptureOptions, SignalCapture } from './signal-capture.ts';
import { SIGINT_BIT, type SignalName, type SignalSet } from '../signals/names.ts';
import { Tasks } from './tasks.ts';
import { watchUncaught } from '../ending/uncaught.ts';

const NO_TURN = Promise.resolve();

/** A scope as its block sees it. Here it is noted what the block has taken or was given: the rest closing has to tell it. */
export class Capture implements SignalCapture {
  readonly #scope: Scope;

  constructor(set: SignalSet, options: CaptureOptions) {
    this.#scope = new Scope(this, set, options);
  }

  get signal(): AbortSignal {
    this.#scope.isSeen = true;
    return this.#scope.cancellation.signal;
  }

  get promise(): Promise<SignalName | undefined> {
    this.#scope.isSeen = true;
    return this.#scope.first.promise;
  }

  get interrupted(): InterruptError | undefined {
    const { interrupt } = this.#scope;
    if (interrupt) this.#scope.isSeen = true;
    return interrupt;
  }

  abort(reason: unknown = AbortSignal.abort().reason): void {
    this.#scope.abort(reason);
  }

  spawn<T>(task: (signal: AbortSignal) => PromiseLike<T>, name: string = task?.name || 'task'): Promise<T> {
    if (typeof task !== 'function') throw new TypeError(`spawn expected a function, received ${describe(task)}`);
    if (typeof name !== 'string') throw new TypeError(`spawn expected its name to be a string, received ${describe(name)}`);
    const scope = this.#scope;
    if (scope.isClosed) return Promise.reject(hasClosed('spawn'));
    scope.tasks ??= new Tasks(scope.cancellation, (failure) => scope.fail(failure), (reason) => scope.give(reason));
    return scope.tasks.spawn(task, name);
  }

  race<T>(work: PromiseLike<T>): Promise<T> {
    const scope = this.#scope;
    return scope.isClosed ? Promise.reject(hasClosed('race')) : race(scope.cancellation, work, (reason) => scope.give(reason));
  }

  checkpoint(): Promise<void> {
    if (this.#scope.isClosed) return Promise.reject(hasClosed('checkpoint'));
    if (this.#scope.cancellation.isCancelled) return Promise.reject(this.#takeReason());
    return turnIfDue()?.then(() => this.#throwIfCancelled()) ?? NO_TURN;
  }

  interruptible<T>(work: () => T): T {
    if (typeof work !== 'function') throw new TypeError(`interruptible expected a function, received ${describe(work)}`);
    if (this.#scope.isClosed) throw hasClosed('interruptible');
    this.#throwIfCancelled();
    if (!this.#scope.hears(SIGINT_BIT)) return work();
    try {
      return suspendSigint(() => runBreakable(work));
    } catch (error) {
      if (error !== BROKEN) throw error;
    }
    process.emit('SIGINT', 'SIGINT'); // to everyone: the listeners were off when it came
    this.#throwIfCancelled();
    watchUncaught(Hearer.anyHolds);
    throw new InterruptError('SIGINT');
  }

  close(): Promise<void> {
    return this.#scope.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#scope.close();
  }

  #throwIfCancelled(): void {
    if (this.#scope.cancellation.isCancelled) throw this.#takeReason();
  }

  #takeReason(): unknown {
    const { reason } = this.#scope.cancellation;
    this.#scope.give(reason);
    return reason;
  }
}

function hasClosed(caller: string): Error {
  return new Error(`${caller} expected an open scope, but the scope has closed`);
}
