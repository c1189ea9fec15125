import type { AsyncResource } from 'node:async_hooks';
import { shield } from '../process/output.ts';
import { forgetAtExit, runAtExit } from '../process/at-exit.ts';

interface Cleanup {
  readonly run: () => unknown;
  /** Empty if it has none. */
  readonly name: string;
  readonly isToRunAtExit: boolean;
}

/** What `defer` was given. Cleanups run newest first, one at a time, and each runs even if another threw. */
export class Cleanups {
  readonly #stack: Cleanup[] = [];
  #current: Cleanup | undefined;

  add(run: () => unknown, name: string, isToRunAtExit: boolean): void {
    const cleanup = { run, name, isToRunAtExit };
    this.#stack.push(cleanup);
    if (isToRunAtExit) runAtExit(cleanup);
  }

  /** Of those that are not finished, in the order in which they run. */
  get names(): string[] {
    return [this.#current, ...this.#stack.toReversed()].filter((cleanup) => cleanup !== undefined).map(({ run, name }) => name || sourceOf(run));
  }

  get isEmpty(): boolean {
    return this.#stack.length === 0;
  }

  /** Also runs what is added meanwhile, in this async context. Never rejects. */
  async run(context: AsyncResource, onError: (error: unknown) => void): Promise<void> {
    while ((this.#current = this.#stack.pop())) {
      if (this.#current.isToRunAtExit && !forgetAtExit(this.#current)) continue;
      try {
        const running = context.runInAsyncScope(this.#current.run);
        shield();
        await running;
      } catch (error) {
        onError(error);
      }
    }
  }
}

const LONGEST = 50;

/** On one line. */
function sourceOf(run: () => unknown): string {
  const text = Function.prototype.toString.call(run).replace(/\s+/g, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}\u2026` : text;
}
