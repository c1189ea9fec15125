import type { InterruptError } from '../interrupts/interrupt-error.ts';

/** An open scope, for the code that ends it or the process. */
export interface OpenScope {
  readonly isClosing: boolean;
  /** Whether an uncaught error is the reason of this scope, or another library's version of it. */
  isEndedBy(error: unknown): boolean;
  /** `tellAgain` makes an error an uncaught one as this one was. */
  holdBack(error: unknown, tellAgain: (error: unknown) => void): void;
  /** The first of the uncaught errors that it has held back: how the process ends if only the library closes the scope. */
  readonly heldBack: { readonly error: unknown } | undefined;
  /** Because nobody else will close it. */
  closeForgotten(): Promise<void>;
  readonly unfinished: Unfinished;
}

/** What a scope waits for. */
export interface Unfinished {
  /** What came first, an interrupt or a failure; `undefined` for a scope that closes of its own accord. */
  readonly endedBy: InterruptError | 'a failure' | undefined;
  /** The names of the running tasks. */
  readonly tasks: readonly string[];
  /** The names of the unfinished cleanups. */
  readonly cleanups: readonly string[];
  /** A failure of which nobody may have told yet. */
  readonly failure: { readonly error: unknown } | undefined;
}
