/**
 * The seam for tests: while a `mockSignals()` of `capture-signals/testing` is there, signals come from it, timers are the test's, and
 * the process is not ended. It stands in `globalThis`, because that entry is a bundle of its own.
 */
import * as loaded from './builtins.ts';

export type Ending = { readonly signal: string } | { readonly code: number };

export interface Mock {
  /** The package has begun to hear, or to look at errors. A second call with the same does nothing. */
  attach(part: Mocked): void;
  raise(name: string): void;
  end(how: Ending): void;
}

/** What is mocked of a copy of this package. */
export interface Mocked {
  /** Hands a signal to whoever hears it; false when nobody does. */
  dispatch?(name: string): boolean;
  /** The signals that somebody hears. */
  heard?(): readonly string[];
  /** Whether an uncaught error is an interrupt, which has then been seen to. */
  handle?(error: unknown): boolean;
  /** Nothing of what was goes on once the mock has come or gone. */
  forget(): void;
}

export const MOCK = Symbol.for('capture-signals mock');

export function mocked(): Mock | undefined {
  return (globalThis as { [key: symbol]: Mock | undefined })[MOCK];
}

/** Those of the test, faked or not, while there is a mock; else as they were when the package was loaded. */
export function timers(): Pick<typeof loaded, 'setTimeout' | 'clearTimeout'> {
  return mocked() ? (globalThis as unknown as typeof loaded) : loaded;
}
