/**
 * The seam for tests. What is opened while a `mockSignals()` of `capture-signals/testing` is there is the mock's for good: its signals come
 * from it, its timers are the test's, and it does not end the process. What was open before is the system's as ever. So whoever acts asks
 * the scope, the request or the error whose it is, and {@link mocked} only what is new. It stands in `globalThis`, because that entry is a
 * bundle of its own.
 */
import { clearTimeout, setTimeout } from './builtins.ts';

const loaded = { clearTimeout, setTimeout };

export type Ending = { readonly signal: string } | { readonly code: number };

export interface Mock {
  /** The package has begun to hear, or to look at errors. A second call with the same does nothing. */
  attach(part: Mocked): void;
  raise(name: string): void;
  /** Puts {@link MOCK} on an error that is of this one, also when it has gone. */
  own(error: object): void;
  /** Tells the test how the process would have ended; nobody when the mock has gone. */
  end(how: Ending): void;
}

/** What is mocked of a copy of this package. */
export interface Mocked {
  /** Hands a signal to whoever hears it; false when nobody does. */
  dispatch?(name: string, mock: Mock): boolean;
  /** The signals that somebody hears. */
  heard?(mock: Mock): readonly string[];
  /** Something truthy when an uncaught error is an interrupt of a mock's, or waits for a scope of one: it has then been seen to. */
  handle?(error: unknown): unknown;
  /** Nothing of what is a mock's goes on once that has gone. */
  forget(): void;
}

export const MOCK = Symbol.for('capture-signals mock');

/** The mock that is there now. */
export function mocked(): Mock | undefined {
  return (globalThis as { [key: symbol]: Mock | undefined })[MOCK];
}

/** For what is a mock's those of the test, faked or not; else as they were when the package was loaded. */
export function timers(mock: Mock | undefined): typeof loaded {
  return mock ? globalThis : loaded;
}
