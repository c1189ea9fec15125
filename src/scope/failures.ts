import type { Failure } from '../ending/open-scopes.ts';
import { aggregateError } from '../ending/suppressed-error.ts';
import { isBehind } from '../ending/words.ts';

/** The errors that have cancelled a scope, or came after: of tasks, of `onSignal`, of cleanups, or caught by `uncaught`. */
export class Failures {
  readonly #all: Failure[] = [];

  add(failure: Failure): void {
    this.#all.push(failure);
  }

  /** The block is given this error: closing need not tell it. */
  give(error: unknown): void {
    for (const failure of this.#all) if (failure.error === error) failure.isGiven = true;
  }

  /** Who was given it has let it go: it is to be told after all. */
  letGo(error: unknown): void {
    for (const failure of this.#all) {
      if (isBehind(error, failure.error)) failure.isGiven = false;
    }
  }

  has(error: unknown): boolean {
    return this.#all.some((failure) => failure.error === error);
  }

  get first(): Failure | undefined {
    return this.#all.find(({ isGiven }) => !isGiven);
  }

  /** What closing has to tell, each once. */
  get untold(): Set<unknown> {
    return new Set(this.#all.filter(({ isGiven }) => !isGiven).map(({ error }) => error));
  }
}

/** What closing throws: the only error that there is, or one that holds all. */
export function asOne(errors: ReadonlySet<unknown>, interrupt: unknown): unknown {
  if (errors.size === 1) return [...errors][0];
  const isSingleFailure = errors.size === 2 && errors.has(interrupt);
  return aggregateError(errors, isSingleFailure ? 'The scope has failed, and was interrupted' : 'The scope has failed more than once');
}
