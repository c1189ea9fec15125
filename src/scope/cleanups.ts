import type { AsyncResource } from 'node:async_hooks';

interface Cleanup {
  readonly run: () => unknown;
  readonly name: string;
}

/** What `defer` was given: runs newest first, one after the other, each although another threw. */
export class Cleanups {
  readonly #stack: Cleanup[] = [];
  #current: Cleanup | undefined;

  add(run: () => unknown, name: string): void {
    this.#stack.push({ run, name });
  }

  /** Of those that have not ended, the one that runs first. */
  get names(): string[] {
    return [this.#current, ...this.#stack.toReversed()].filter((cleanup) => cleanup !== undefined).map(({ name }) => name);
  }

  get isEmpty(): boolean {
    return this.#stack.length === 0;
  }

  /** Also what is added meanwhile, in this async context. Never rejects. */
  async run(context: AsyncResource, onError: (error: unknown) => void): Promise<void> {
    while ((this.#current = this.#stack.pop())) {
      try {
        await context.runInAsyncScope(this.#current.run);
      } catch (error) {
        onError(error);
      }
    }
  }
}
