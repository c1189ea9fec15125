import { addAbortListener } from '../runtime/builtins.ts';
import type { Request } from './request.ts';
import { keepAlive, letGo, flushPendingSignals } from '../runtime/event-loop.ts';
import { abortSignal, checkOptions } from '../input/options.ts';
import { assertMainThread, Subscriber } from './subscribers.ts';
import { parseSignals, type SignalName, type SignalSet } from './names.ts';

/** The options of {@link watchSignals}. */
export interface WatchOptions {
  /** A parent: when it aborts, the watch ends, and the iteration rejects with its reason once what waits unread has been read. */
  signal?: AbortSignal | undefined;
}

/**
 * A stream of signals, from {@link watchSignals}.
 *
 * - **Interrupts nothing**, and hears its signals also while an `exclusive` capture is open.
 * - **Bounded.** A signal that waits unread is there once, however often it came; different ones come in the order of first arrival.
 * - **Waiting keeps the process alive**; a watch that nobody waits for does not.
 */
export interface SignalWatch extends AsyncIterableIterator<SignalName>, AsyncDisposable {
  /**
   * Ends the watch: who waits gets `done`, and what waits unread is dropped. Settles when the signals do again what they did before, which is once
   * those in flight have come in, to be dropped as well. Idempotent; what `await using` and leaving a `for await` call. Never rejects.
   */
  close(): Promise<void>;
  /** The watch itself, so that there is one reader of what waits. */
  [Symbol.asyncIterator](): this;
}

/**
 * Watches signals that mean something else than the end, such as SIGHUP for "read the configuration anew". While it is open they do
 * not end the process. Throws for what is refused as {@link captureSignals} does.
 *
 * @example
 * ```ts
 * for await (const signal of watchSignals('SIGHUP', { signal: shutdown.signal })) await reload();
 * ```
 */
export function watchSignals(signals: SignalName | Iterable<SignalName>, options?: WatchOptions): SignalWatch {
  const set = parseSignals('watchSignals', signals);
  const given = checkOptions('watchSignals', options, { signal: abortSignal });
  assertMainThread('watchSignals');
  return new Watch(set, given?.signal);
}

interface Waiter {
  readonly resolve: (result: IteratorResult<SignalName, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

const DONE: IteratorResult<SignalName, undefined> = Object.freeze({ done: true, value: undefined });

class Watch extends Subscriber implements SignalWatch {
  readonly #unread = new Set<SignalName>();
  readonly #waiters: Waiter[] = [];
  #parent: Disposable | undefined;
  /** Why there will be no more signals: closed, or the parent's reason, which is told once. */
  #end: { readonly reason: unknown } | 'closed' | undefined;
  #leaving: Promise<void> | undefined;

  constructor(set: SignalSet, parent: AbortSignal | undefined) {
    super();
    if (parent?.aborted) {
      this.#end = { reason: parent.reason };
      this.#leaving = Promise.resolve();
      return;
    }
    this.subscribe(set);
    if (parent) this.#parent = addAbortListener(parent, () => this.#abort(parent.reason));
  }

  next(): Promise<IteratorResult<SignalName, undefined>> {
    const [unread] = this.#unread;
    if (unread !== undefined) {
      this.#unread.delete(unread);
      return Promise.resolve({ done: false, value: unread });
    }
    if (this.#end === 'closed') return Promise.resolve(DONE);
    if (this.#end) {
      const { reason } = this.#end;
      this.#end = 'closed';
      return Promise.reject(reason);
    }
    keepAlive();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<SignalName, undefined>> {
    await this.close();
    return DONE;
  }

  async throw(error: unknown): Promise<never> {
    await this.close();
    throw error;
  }

  close(): Promise<void> {
    this.#end = 'closed';
    this.#unread.clear();
    for (let waiter = this.#takeWaiter(); waiter; waiter = this.#takeWaiter()) waiter.resolve(DONE);
    return this.#stopListening();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #abort(reason: unknown): void {
    const waiter = this.#takeWaiter();
    this.#end = waiter ? 'closed' : { reason };
    waiter?.reject(reason);
    for (let other = this.#takeWaiter(); other; other = this.#takeWaiter()) other.resolve(DONE);
    void this.#stopListening();
  }

  #takeWaiter(): Waiter | undefined {
    const waiter = this.#waiters.shift();
    if (waiter) letGo();
    return waiter;
  }

  #stopListening(): Promise<void> {
    this.#parent?.[Symbol.dispose]();
    return (this.#leaving ??= new Promise((resolve) => flushPendingSignals(() => this.leave(resolve, true))));
  }

  override accept({ signal }: Request): boolean {
    const waiter = this.#end ? undefined : this.#takeWaiter();
    if (waiter) waiter.resolve({ done: false, value: signal });
    else if (!this.#end) this.#unread.add(signal);
    return false;
  }

  override get alwaysHears(): boolean {
    return true;
  }
}
