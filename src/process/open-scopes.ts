/**
 * The scopes that are open, in the order of their opening.
 *
 * What a scope was ended with, let go beside it, waits. A floating `fetch` or a promise awaited later rejects while the block still cleans
 * up: that must not end the process before its cleanup. So it is put aside by the scopes that it has ended, and by no other; how their
 * blocks end decides.
 */
import type { Mock } from './mock.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';

export interface OpenScope {
  /** Whose it is, if a mock's. */
  readonly mock: Mock | undefined;
  readonly isClosing: boolean;
  /** Whether an error is what this scope was ended with, in whatever wrapping. */
  isEndedBy(error: unknown): boolean;
  putAside(error: unknown): void;
  /** Of the uncaught errors that it has put aside, the first: what the process is to end by when nobody but the library closes the scope. */
  readonly aside: { readonly error: unknown } | undefined;
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
  /** An error that the scope still has to tell. */
  readonly failure: Failure | undefined;
}

/** An error that cancels a scope. Closing throws it unless the block was given it. */
export interface Failure {
  readonly error: unknown;
  isGiven: boolean;
}

export const openScopes = new Set<OpenScope>();

/** Why scopes have closed that nobody but the library has closed: what a block throws by that is no error. */
export const forgottenReasons = new WeakSet<object>();

/** The scopes that this error has ended. */
export function endedBy(error: unknown): OpenScope[] {
  return [...openScopes].filter((scope) => scope.isEndedBy(error));
}
