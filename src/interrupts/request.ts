/**
 * A request to end: one press of a key or one command, however many signals it arrives as. It knows its signal, its window, and how many scopes it
 * interrupts. What repeats it, and for whom, is decided by the {@link Journal}.
 *
 * Tried and rejected: windows that belong to scopes. Each swallowed signals for itself, and hid from others what they had not heard.
 */
import { InterruptError } from './interrupt-error.ts';
import { bitOf, type SignalName, type SignalSet } from './names.ts';

/** Who is told that a window has ended. */
export interface Windowed {
  endWindow(): void;
}

export class Request {
  readonly signal: SignalName;
  /** When its signal came, on the clock of its world. */
  readonly at: number;
  /** How long flushing the output may take when this request ends the process. */
  flushMs = 1000;
  /** Its own signal, and those that the scopes which it interrupts have swallowed. */
  came: SignalSet;
  /** The signals that it listens for itself, so that it does not matter which scopes have closed meanwhile. */
  held: SignalSet = 0;
  /** A launcher may still be relaying it, as any signal. */
  isRelay = false;
  /** While it was being delivered, the program has raised a signal. */
  wasRaisedAnew = false;
  hasInterrupted = false;
  /** How many open scopes it interrupts. */
  interrupting = 0;
  /** Who is told when this many milliseconds have passed. */
  windows: Map<number, Windowed[]> | undefined;
  longest = 0;
  #error: InterruptError | undefined;

  /** For a signal that has come, or for an interrupt that was passed on. */
  constructor(signal: SignalName, at: number, error?: InterruptError) {
    this.signal = signal;
    this.came = bitOf(signal);
    this.at = at;
    this.#error = error;
  }

  get error(): InterruptError {
    return (this.#error ??= new InterruptError(this.signal));
  }

  cameAs(signal: SignalName): boolean {
    return (this.came & bitOf(signal)) !== 0;
  }

  /** Whether this is its interrupt. */
  isOf(error: InterruptError): boolean {
    return this.#error === error;
  }
}
