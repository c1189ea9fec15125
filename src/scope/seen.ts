/**
 * What the block has seen of an interrupt. What it has not, closing throws, as asyncio and trio raise `KeyboardInterrupt` there.
 *
 * The block has seen it when somebody was there to be told when it came (a listener of `signal`, a race, a pending `promise`, `onSignal`),
 * or has asked since. It has not when it came once closing had begun. A task is not the block: what it alone was told of counts only
 * when it has ended otherwise than by that very interrupt.
 */
import type { Cancellation } from './cancellation.ts';

export class Seen {
  #isPromiseTaken = false;
  #isLate = false;
  #isSeen = false;

  /** Whether closing has to throw the interrupt. */
  get isMissing(): boolean {
    return this.#isLate || !this.#isSeen;
  }

  /** The interrupt has come: is there anybody to be told? */
  noteArrival(isLate: boolean, isPromisePending: boolean, cancellation: Cancellation): void {
    this.#isLate = isLate;
    this.#isSeen ||= (this.#isPromiseTaken && isPromisePending) || cancellation.isSignalListenedTo;
  }

  /** Somebody was told, or has asked. */
  noteSeen(): void {
    this.#isSeen = true;
  }

  notePromiseTaken(): void {
    this.#isPromiseTaken = true;
  }
}
