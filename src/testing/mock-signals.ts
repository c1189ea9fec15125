/// <reference lib="esnext.disposable" preserve="true" />
import { describe } from '../input/describe.ts';
import { MOCK, mocked, type Ending, type Mock, type Mocked } from '../process/mock.ts';
import { isFatal, isSignalName, SIGNAL_NAMES, suggestion, type SignalName } from '../interrupts/names.ts';

/**
 * Signals for a test, from {@link mockSignals}.
 */
export interface MockSignals extends Disposable {
  /**
   * Delivers a signal, at once, to whoever hears it: captures and watches of this package. When nobody does, {@link MockSignals.ending} settles, if the
   * signal would end the process. A second one soon after is a repeat, as with real signals.
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
   * The names that captures and watches hear now: empty when everything was closed. The list is made anew at each access.
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
   * How the process would have been ended, the first time. `{ signal }`: it would have died by that signal, of an interrupt that nobody caught, by grace, or by a
   * signal that nobody hears, as a second Ctrl-C is. `{ code: 1 }`: by the grace of a failure. The process itself goes on. Pending for ever where
   * the program returns normally, which is an exit with 0: await the program itself there. Pending also after disposing. Never rejects.
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
   * Gives the process back its signals. Captures that are still open hear none any more. A second call changes nothing.
   */
  [Symbol.dispose](): void;
}

/**
 * For tests: until it is disposed, captures and watches that are opened in this process take their signals from it, and not from the
 * system. They do not end the process, and no signal of it is listened to for them. It works where real signals do not come, or would kill the runner: Jest's
 * sandbox, Vitest's threads, `node --test`, `bun test`, `deno test`, a worker thread.
 *
 * - **Time is the test's.** Grace, the windows for repeats and drains follow the timers of the test (`globalThis.setTimeout`), faked or not.
 * - **An interrupt that nobody caught** is no unhandled rejection of the test: `ending` tells of it. Other uncaught errors are left to the runner.
 *   In `bun test`, which fails at every unhandled rejection whoever listens, catch it.
 * - `raiseSignal` raises from it, too. `interruptible` runs its work whole. Listeners of the program's own, by `process.on`, hear nothing.
 * - **What was open before stays the system's:** its signals, its grace, and an end of the process by it are real.
 *
 * @returns The signals of the test. Dispose it at the end of each: with `using`, or by `signals[Symbol.dispose]()`.
 * @throws `Error` while there is one already.
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
  if (mocked()) throw new Error('mockSignals expected no other mock, but there is one that has not been disposed');
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
    for (const part of this.#parts) part.end();
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
 * In Jest's sandbox `process` is a copy, and so is the one of `node:process`. What it has copied was made where the real one is; not all is copied
 * (`cwd` is not), and what a test may fake is not to be asked.
 */
const target = ((): NodeJS.Process => {
  try {
    return (process.getBuiltinModule.constructor as FunctionConstructor)('return process')() as NodeJS.Process;
  } catch {
    return process; // where no code may be made of strings
  }
})();

/**
 * Before the test runner, which listens for all uncaught errors, is told of one; and before the monitor of the package, which would add a
 * listener for what then never comes to it. With a capture callback the program has the last word. Bun does not emit by `emit`: there the
 * listeners of the package do it.
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
    target.on('uncaughtException', nobody); // Deno emits what somebody listens to
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
