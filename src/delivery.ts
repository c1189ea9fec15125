import { monotonicMs } from './clock.ts';
import { letSignalsIn } from './event-loop.ts';
import { InterruptError } from './interrupt-error.ts';
import type { SignalName } from './signal-names.ts';
import { stackless } from './stackless.ts';
import { setTimeout } from './builtins.ts';

/** One delivery of a signal to all who hear it. Those it interrupts get the same error; their windows for repeats begin with it. */
export class Delivery {
  readonly signal: SignalName;
  #error: InterruptError | undefined;
  #arrivedAt: number | undefined;
  #windows: Map<number, Array<() => void>> | undefined;

  constructor(signal: SignalName) {
    this.signal = signal;
  }

  get error(): InterruptError {
    return (this.#error ??= stackless(() => new InterruptError(this.signal)));
  }

  /** Calls back when `ms` have passed since the delivery and the signals that arrived within them have been dispatched. */
  openWindow(ms: number, onOver: () => void): void {
    this.#arrivedAt ??= monotonicMs();
    this.#windows ??= new Map();
    const same = this.#windows.get(ms);
    if (same) same.push(onOver);
    else this.#windows.set(ms, [onOver]);
  }

  /** Sets the timers, which keep nothing alive: last of all, since nobody waits for them. */
  end(): void {
    if (this.#windows === undefined) return;
    const passed = monotonicMs() - this.#arrivedAt!;
    for (const [ms, callbacks] of this.#windows) {
      setTimeout(() => letSignalsIn(() => callbacks.forEach((over) => over())), Math.max(0, ms - passed)).unref();
    }
  }
}
