/**
 * What a scope was ended with, let go beside it, waits. A floating `fetch` or a promise awaited later rejects while the block still cleans
 * up: that must not end the process before its cleanup. So it is put aside by the scopes that it has ended, and by no other; how their
 * blocks end decides.
 */
import type { Mock } from '../runtime/mock.ts';

/** A scope from being cancelled, or closing while somebody waits for its `promise`, until it has closed. */
export interface EndingScope {
  /** Whose it is, if a mock's. */
  readonly mock: Mock | undefined;
  /** Whether an error is what this scope was ended with, in whatever wrapping. */
  isEndedBy(error: unknown): boolean;
  /** What the process is to end by, should the scope never be closed: of the uncaught errors that wait for it, the first. */
  aside: { readonly error: unknown } | undefined;
  putAside(error: unknown): void;
  /** A failure that the scope still has to tell. */
  readonly untold: Failure | undefined;
  /** It is closing, and somebody waits for its `promise`. */
  readonly isAwaited: boolean;
  /** Tells them that no signal has come. */
  answer(): void;
}

/** An error that cancels a scope. Closing throws it unless the block was given it. */
export interface Failure {
  readonly error: unknown;
  isGiven: boolean;
}

export const endingScopes = new Set<EndingScope>();

/** The scopes that this error has ended. */
export function endedBy(error: unknown): EndingScope[] {
  return [...endingScopes].filter((scope) => scope.isEndedBy(error));
}
