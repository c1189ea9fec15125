import { monotonicMs } from '../runtime/clock.ts';
import { flushPendingSignals } from '../runtime/event-loop.ts';
import { InterruptError } from './interrupt-error.ts';
import type { SignalName } from './names.ts';
import { stackless } from '../runtime/stackless.ts';
import { setTimeout } from '../runtime/builtins.ts';

/** Who swallows repeats for a while. */
export interface Windowed {
  readonly isClosed: boolean;
  endWindow(): void;
}

/** Those whose windows are open. */
const recent = new Set<Delivery>();

/** Whether a request is being handled by a scope that is still open: then `owner` swallows its repeats, too, until that window ends. */
export function joinOpenWindow(owner: Windowed): boolean {
  for (const delivery of recent) if (delivery.join(owner)) return true;
  return false;
}

/** One delivery of a signal to all who hear it. Those it interrupts get the same error; their windows for repeats begin with it. */
export class Delivery {
  readonly signal: SignalName;
  #error: InterruptError | undefined;
  #arrivedAt: number | undefined;
  #windows: Map<number, Windowed[]> | undefined;

  constructor(signal: SignalName) {
    this.signal = signal;
  }

  get error(): InterruptError {
    return (this.#error ??= stackless(() => new InterruptError(this.signal)));
  }

  /** Ends the window when `ms` have passed since the delivery and the signals that arrived within them have been dispatched. */
  openWindow(ms: number, owner: Windowed): void {
    this.#arrivedAt ??= monotonicMs();
    this.#windows ??= new Map();
    recent.add(this);
    const same = this.#windows.get(ms);
    if (same) same.push(owner);
    else this.#windows.set(ms, [owner]);
  }

  join(owner: Windowed): boolean {
    const passed = monotonicMs() - this.#arrivedAt!;
    for (const [ms, owners] of this.#windows!) {
      if (passed < ms && owners.some(({ isClosed }) => !isClosed)) return owners.push(owner) > 0;
    }
    return false;
  }

  /** Sets the timers, which keep nothing alive: last of all, since nobody waits for them. */
  end(): void {
    if (this.#windows === undefined) return;
    const passed = monotonicMs() - this.#arrivedAt!;
    for (const [ms, owners] of this.#windows) {
      setTimeout(() => flushPendingSignals(() => this.#endWindow(ms, owners)), Math.max(0, ms - passed)).unref();
    }
  }

  #endWindow(ms: number, owners: readonly Windowed[]): void {
    this.#windows!.delete(ms);
    if (this.#windows!.size === 0) recent.delete(this);
    for (const owner of owners) owner.endWindow();
  }
}
