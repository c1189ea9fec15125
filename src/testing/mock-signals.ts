/// <reference lib="esnext.disposable" preserve="true" />
import { describe } from '../input/describe.ts';
import { MOCK, mocked, type Ending, type Mock, type Mocked } from '../process/mock.ts';
import { isFatal, isSignalName, SIGNAL_NAMES, suggestion, type SignalName } from '../interrupts/names.ts';

/**
 * Signals for a test, from {@link mockSignals}.
 */
export interface MockSignals extends Disposable {
  /**
   * Delivers a signal, at once, to the captures and watches of this package that listen for it. If none does, and the signal would end the process,
   * {@link MockSignals.ending} resolves. A second signal soon after is a repeat, as with real signals.
   *
   * @param signal The signal that comes.
   * @throws `TypeError` for what is not the name of a signal that can be captured.
   *
   * @example A watch is told
   * ```ts
   * import { mockSignals } from 'capture-signals/testing';
   *
   * using signals = mockSignals();
   * const watch = watchSignals('SIGHUP');
   * signals.send('SIGHUP');
   * console.log((await watch.next()).value);
   * await watch.close();
   * ```
   */
  send(signal: SignalName): void;
  /**
   * The signals that captures and watches listen for now: empty when everything was closed. Each read makes a new list.
   *
   * @example Nothing is left open
   * ```ts
   * import { mockSignals } from 'capture-signals/testing';
   *
   * using signals = mockSignals();
   * const shutdown = captureSignals(['SIGINT', 'SIGTERM']);
   * console.log(signals.listening.join(' '));
   * await shutdown.close();
   * console.log(signals.listening.length);
   * ```
   */
  readonly listening: readonly SignalName[];
  /**
   * How the process would have ended, the first time. `{ signal }`: it would have died by that signal, because nobody caught an interrupt, because
   * grace ran out, or because nobody listened, as for a second Ctrl-C. `{ code: 1 }`: grace ran out after a failure. The process itself goes on.
   *
   * Stays pending if the program returns normally, which means exit code 0: then await the program itself. Stays pending after disposing, too. Never
   * rejects.
   *
   * @example A signal that nobody hears
   * ```ts
   * import { mockSignals } from 'capture-signals/testing';
   *
   * using signals = mockSignals();
   * signals.send('SIGTERM');
   * console.log(await signals.ending);
   * ```
   */
  readonly ending: Promise<{ signal: SignalName } | { code: number }>;
  /**
   * Gives the process its signals back. Captures that are still open hear nothing any more. A second call changes nothing.
   */
  [Symbol.dispose](): void;
}

/**
 * For tests. Until it is disposed, captures and watches that are opened in this process take their signals from it instead of the system. They do not
 * end the process, and do not listen to its signals. It works where real signals do not come, or would kill the runner: Jest's sandbox, Vitest's
 * threads, `node --test`, `bun test`, `deno test`, a worker thread.
 *
 * - **Time is the test's.** Grace, windows for repeats and drains use the timers of the test (`globalThis.setTimeout`), faked or not.
 * - **An interrupt that nobody caught** is no unhandled rejection of the test: `ending` reports it. Other uncaught errors are left to the runner.
 *   `bun test` fails at every unhandled rejection, whoever listens: catch the interrupt there.
 * - `raiseSignal` raises from it, too. `interruptible` runs its work to the end. The program's own `process.on` listeners hear nothing.
 * - **Captures opened before stay real**: their signals, their grace, and their way to end the process.
 *
 * @returns The signals of the test. Dispose it at the end of each: with `using`, or by `signals[Symbol.dispose]()`.
 * @throws `Error` while another mock exists.
 *
 * @example How a program ends by SIGTERM
 * ```ts
 * import { mockSignals } from 'capture-signals/testing';
 *
 * async function serve() {
 *   await using shutdown = captureSignals('SIGTERM', { graceMs: 10_000 });
 *   await work(shutdown.signal).finally(() => console.log('cleaned up'));
 * }
 *
 * using signals = mockSignals();
 * void serve();
 * signals.send('SIGTERM');
 * const end = await signals.ending; // how the process would have been ended
 * if ('signal' in end) console.log(end.signal);
 * ```
 */
export function mockSignals(): MockSignals {
  if (mocked()) throw new Error('mockSignals expected no other mock, but one has not been disposed');
  return new Signals();
}

class Signals implements MockSignals, Mock {
  readonly #parts = new Set<Mocked>();
  readonly #restoreEmit: () => void;
  readonly ending: Promise<{ signal: SignalName } | { code: number }>;
  #end!: (how: { signal: SignalName } | { code: number }) => void;

  constructor() {
    this.ending = new Promise((resolve) => (this.#end = resolve));
    this.#restoreEmit = interceptUncaught((error) => [...this.#parts].some((part) => part.handle(error)));
    Object.defineProperty(globalThis, MOCK, { value: this, configurable: true });
  }

  send(signal: SignalName): void {
    if (!isSignalName(signal)) {
      throw new TypeError(`send expected a signal name such as 'SIGINT', received ${describe(signal)}${suggestion(signal)}`);
    }
    if (mocked() !== this) return;
    const outcomes = [...this.#parts].map((part) => part.dispatch(signal));
    if (!outcomes.includes(true) && isFatal(signal)) this.#end({ signal });
  }

  get listening(): readonly SignalName[] {
    const heard = new Set([...this.#parts].flatMap((part) => part.heard()));
    return SIGNAL_NAMES.filter((name) => heard.has(name));
  }

  [Symbol.dispose](): void {
    if (mocked() !== this) return;
    delete (globalThis as { [key: symbol]: unknown })[MOCK];
    this.#restoreEmit();
    this.#parts.clear();
  }

  // The seam

  attach(part: Mocked): void {
    this.#parts.add(part);
  }

  raise(name: SignalName | 'SIGKILL' | 'SIGSTOP'): void {
    if (name === 'SIGKILL') this.#end({ signal: name as never });
    else if (name !== 'SIGSTOP') this.send(name);
  }

  end(how: Ending): void {
    if (mocked() === this) this.#end('signal' in how ? { signal: how.signal as SignalName } : how);
  }
}

/**
 * In Jest's sandbox `process` is a copy, and so is that of `node:process`. This gets the real one, through a function that the copy took over from
 * it. Not everything was copied (`cwd` was not), and nothing that a test may fake is used.
 */
const target = ((): NodeJS.Process => {
  try {
    return (process.getBuiltinModule.constructor as FunctionConstructor)('return process')() as NodeJS.Process;
  } catch {
    return process; // where code may not be created from strings
  }
})();

/**
 * Runs before the test runner, which listens for all uncaught errors, hears of one; and before the package's own monitor, which would add a listener
 * for an error that never reaches it. With a capture callback the program decides. Bun does not use `emit`: there the listeners of the package do it.
 */
function interceptUncaught(handle: (error: unknown) => boolean): () => void {
  const nobody = (): void => {};
  const intercepts = (event: string, error: unknown): boolean => {
    if (event === 'unhandledRejection') return handle(error);
    if (event === 'uncaughtException') {
      target.off(event, nobody);
      return handle(error);
    }
    if (event !== 'uncaughtExceptionMonitor' || target.hasUncaughtExceptionCaptureCallback?.() || !handle(error)) return false;
    target.on('uncaughtException', nobody); // Deno emits an event only if somebody listens
    return true;
  };
  const own = Object.getOwnPropertyDescriptor(target, 'emit');
  const { emit } = target;
  const intercepting = function (this: NodeJS.Process, event: string, ...args: unknown[]): boolean {
    return intercepts(event, args[0]) || Reflect.apply(emit, this, [event, ...args]);
  };
  target.emit = intercepting as typeof target.emit;
  return () => {
    if (target.emit !== intercepting) return;
    if (own) Object.defineProperty(target, 'emit', own);
    else delete (target as { emit?: unknown }).emit;
  };
}
