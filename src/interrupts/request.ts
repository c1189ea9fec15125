/**
 * A request to end: one press of a key or one command, however many signals it comes as. It knows its signal, its window, and how many scopes it
 * interrupts. What is a repeat of it, and for whom, the {@link Journal} says.
 *
 * Tried and rejected: windows that belong to scopes. Each swallowed for itself, and hid from others what they had not been told.
 */
import { InterruptError } from './interrupt-error.ts';
import type { SignalName, SignalSet } from './names.ts';

/** Who is told that a window has ended. */
export interface Windowed {
  endWindow(): void;
}

export class Request {
  readonly signal: SignalName;
  /** When its signal came, on the clock of its world. */
  readonly at: number;
  /** How long the output may take to go out when it ends the process. */
  flushMs = 1000;
  /** The signals that it listens for itself, so that it does not matter which scopes have closed meanwhile. */
  held: SignalSet = 0;
  /** A launcher may still be relaying it, as whatever signal. */
  isRelay = false;
  /** While it was handed to those who hear it, the program has raised a signal. */
  wasRaisedAnew = false;
  hasInterrupted = false;
  /** How many open scopes it interrupts. */
  interrupting = 0;
  /** Who is to be told when so many milliseconds have passed. */
  windows: Map<number, Windowed[]> | undefined;
  longest = 0;
  #error: InterruptError | undefined;

  /** Of a signal that has come, or of an interrupt that was handed on. */
  constructor(signal: SignalName, at: number, error?: InterruptError) {
    this.signal = signal;
    this.at = at;
    this.#error = error;
  }

  get error(): InterruptError {
    return (this.#error ??= new InterruptError(this.signal));
  }

  /** Whether this is the error that it interrupts with. */
  isOf(error: InterruptError): boolean {
    return this.#error === error;
  }
}
