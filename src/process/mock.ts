/** The seam for tests. It is kept on `globalThis`, because `capture-signals/testing` is a bundle of its own. */
export type Ending = { readonly signal: string } | { readonly code: number };

export interface Mock {
  /** A copy of this package has made a world for this mock. */
  attach(world: Mocked): void;
  raise(name: string): void;
  /** Tells the test how the process would have ended. Does nothing once the mock has been disposed. */
  end(how: Ending): void;
}

/** The world that a copy of this package has made for a mock. */
export interface Mocked {
  /** Delivers a signal to whoever hears it; false if nobody does. */
  dispatch(name: string): boolean;
  /** The signals that somebody hears. */
  heard(): readonly string[];
  /** True if an uncaught error is an interrupt of this world, or waits for one of its scopes: then it has been handled. */
  handle(error: unknown): boolean;
}

export const MOCK = Symbol.for('capture-signals mock');

/** The current mock. */
export function mocked(): Mock | undefined {
  return (globalThis as { [key: symbol]: Mock | undefined })[MOCK];
}
