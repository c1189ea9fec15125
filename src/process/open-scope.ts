import type { InterruptError } from '../interrupts/interrupt-error.ts';

/** A scope that is open, as those see it that end it or the process. */
export interface OpenScope {
  readonly isClosing: boolean;
  /** Whether an uncaught error is what this scope was ended with, in whatever wrapping. */
  isEndedBy(error: unknown): boolean;
  holdBack(error: unknown): void;
  /** Of the uncaught errors that it has held back, the first: what the process is to end by when nobody but the library closes the scope. */
  readonly heldBack: { readonly error: unknown } | undefined;
  /** Since nobody else will. */
  closeForgotten(): Promise<void>;
  readonly unfinished: Unfinished;
}

/** What a scope waits for. */
export interface Unfinished {
  /** What has ended it first, an interrupt or a failure; none for one that closes of its own accord. */
  readonly endedBy: InterruptError | 'a failure' | undefined;
  /** The names of the tasks that still run. */
  readonly tasks: readonly string[];
  /** The names of the cleanups that have not ended. */
  readonly cleanups: readonly string[];
  /** The first error that closing still has to tell. */
  readonly failure: { readonly error: unknown } | undefined;
}
