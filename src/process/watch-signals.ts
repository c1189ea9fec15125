import { addAbortListener } from '../platform/builtins.ts';
import { keepAlive, letGo } from './in-flight.ts';
import { abortSignal, checkOptions } from '../input/options.ts';
import { assertMainThread } from './main-thread.ts';
import { worldNow } from './system.ts';
import type { Hearer } from './world.ts';
import { parseSignals, type SignalName, type SignalSet } from '../interrupts/names.ts';

/**
 * The options of {@link watchSignals}. An unknown one is a `TypeError`.
 */
export interface WatchOptions {
  /**
   * A parent: when this AbortSignal aborts, the watch closes. Signals that are still unread can still be read. Then the iteration rejects, once, with
   * the parent's reason. If several calls of `next` are waiting, the first rejects with the reason, and the others get `done`. If the parent has
   * already aborted, nothing is listened to.
   *
   * @defaultValue none
   *
   * @example A watch that ends with the scope
   * ```ts
   * await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
   * try {
   *   for await (const signal of watchSignals('SIGHUP', { signal: shutdown.signal })) console.log(signal);
   * } finally {
   *   console.log('no more reloads');
   * }
   * ```
   */
  signal?: AbortSignal | undefined;
}

/**
 * A stream of signals, from {@link watchSignals}. It is like the channel of Go's `signal.Notify`, but it cannot overflow.
 *
 * - **Interrupts nothing**, and hears its signals even while an `exclusive` capture is open. It hears repeats, too.
 * - **Bounded.** An unread signal is held once, however often it came. Different signals come in the order of their first arrival.
 * - **Waiting keeps the process alive.** A watch on which nobody waits does not.
 * - Several calls of `next` may wait at once. Each signal goes to one of them, in the order in which they were called. Two watches of one signal both
 *   hear it.
 * - Leaving a `for await` loop closes it. So do `close`, `return`, `throw` and the parent's abort.
 * - Its members may be detached: `const { next, close } = watch`.
 *
 * @example One signal
 * ```ts
 * await using watch = watchSignals('SIGUSR2');
 * const { value } = await watch.next();
 * console.log(`got ${value}`);
 * ```
 */
export interface SignalWatch extends AsyncIterableIterator<SignalName>, AsyncDisposable {
  /**
   * Closes the watch. Whoever is waiting gets `done`, and unread signals are dropped. Called by `await using` and by leaving a `for await` loop.
   * Never rejects.
   *
   * It resolves when the signals do again what they did before. Signals in flight are delivered before that, and dropped as well. A second call
   * changes nothing, and resolves with the first.
   *
   * @example The loop ends with it
   * ```ts
   * const watch = watchSignals('SIGHUP');
   * setTimeout(() => watch.close(), 10);
   * for await (const signal of watch) console.log(signal);
   * console.log('no more reloads');
   * ```
   */
  close(): Promise<void>;
  /** The watch itself: all its readers share the unread signals. */
  [Symbol.asyncIterator](): this;
}

/**
 * Watches signals that do not mean "stop", such as SIGHUP for "reload the configuration". While the watch is open they do not end the process. Once
 * it has closed they do again what they did before. It is listening when it returns.
 *
 * A capture of the same signal is still interrupted. By default {@link captureSignals} captures SIGHUP, too: then pass it the signals you want.
 *
 * @param signals One name or several. There is no default.
 * @param options A parent that closes the watch.
 * @returns The open watch.
 * @throws `TypeError` and `RangeError` for the signals and options that {@link captureSignals} refuses, and `Error` in a worker thread.
 *
 * @example Reload on SIGHUP, end on SIGTERM
 * ```ts
 * await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
 * for await (const signal of watchSignals('SIGHUP', { signal: shutdown.signal })) {
 *   console.log(`reload on ${signal}`);
 * }
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

class Watch implements SignalWatch {
  readonly #world = worldNow();
  readonly #hearer = this.#makeHearer();
  readonly #unread = new Set<SignalName>();
  readonly #waiters: Waiter[] = [];
  #parent: Disposable | undefined;
  /** Why no more signals come: closed, or the parent's reason, which is thrown once. */
  #end: { readonly reason: unknown } | 'closed' | undefined;
  #leaving: Promise<void> | undefined;

  constructor(set: SignalSet, parent: AbortSignal | undefined) {
    if (parent?.aborted) {
      this.#end = { reason: parent.reason };
      this.#leaving = Promise.resolve();
      return;
    }
    if (parent) this.#parent = addAbortListener(parent, () => this.#abort(parent.reason)); // before it listens: somebody else's `addEventListener` may throw
    this.#world.opens(this.#hearer, set);
  }

  // Arrow functions, so that members may be detached.

  next = (): Promise<IteratorResult<SignalName, undefined>> => {
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
  };

  return = async (): Promise<IteratorResult<SignalName, undefined>> => {
    await this.close();
    return DONE;
  };

  throw = async (error: unknown): Promise<never> => {
    await this.close();
    throw error;
  };

  close = (): Promise<void> => {
    this.#end = 'closed';
    this.#unread.clear();
    for (let waiter = this.#takeWaiter(); waiter; waiter = this.#takeWaiter()) waiter.resolve(DONE);
    return this.#stopListening();
  };

  [Symbol.asyncIterator] = (): this => this;

  [Symbol.asyncDispose] = (): Promise<void> => this.close();

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
    return (this.#leaving ??= new Promise((resolve) => this.#world.ground.whenSignalsAreIn(() => this.#world.closes(this.#hearer, resolve, true))));
  }

  #makeHearer(): Hearer {
    return {
      hears: 0,
      listens: 0,
      joined: undefined,
      isWatch: true,
      isExclusive: false,
      isReady: true,
      sigintUntil: Infinity,
      accept: ({ signal }) => this.#hear(signal),
      act() {},
      swallow() {},
      endWindow() {},
    };
  }

  #hear(signal: SignalName): void {
    const waiter = this.#end ? undefined : this.#takeWaiter();
    if (waiter) waiter.resolve({ done: false, value: signal });
    else if (!this.#end) this.#unread.add(signal);
  }
}
