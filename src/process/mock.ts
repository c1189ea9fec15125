/** The seam for tests. It stands in `globalThis`, because `capture-signals/testing` is a bundle of its own. */
export type Ending = { readonly signal: string } | { readonly code: number };

export interface Mock {
  /** A copy of this package has made a world of it. */
  attach(world: Mocked): void;
  raise(name: string): void;
  /** Tells the test how the process would have ended; nobody when the mock has gone. */
  end(how: Ending): void;
}

/** The world that a copy of this package has made of a mock. */
export interface Mocked {
  /** Hands a signal to whoever hears it; false when nobody does. */
  dispatch(name: string): boolean;
  /** The signals that somebody hears. */
  heard(): readonly string[];
  /** True when an uncaught error is an interrupt of this world, or waits for a scope of it: it has then been seen to. */
  handle(error: unknown): boolean;
  /** The mock has gone. */
  end(): void;
}

export const MOCK = Symbol.for('capture-signals mock');

/** The mock that is there now. */
export function mocked(): Mock | undefined {
  return (globalThis as { [key: symbol]: Mock | undefined })[MOCK];
}
