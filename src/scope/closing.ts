import type { AsyncResource } from 'node:async_hooks';
import { defer } from '../platform/with-resolvers.ts';
import type { Hearer, World } from '../process/world.ts';
import type { Cleanups } from './cleanups.ts';
import type { Tasks } from './tasks.ts';

export interface Closable extends Hearer {
  readonly world: World;
  readonly context: AsyncResource;
  readonly tasksIfAny: Tasks | undefined;
  readonly cleanupsIfAny: Cleanups | undefined;
  addFailure(error: unknown): void;
  /** SIGINT is to be as it was before. */
  stopWatchingSigint(): void;
  /** It has closed. Gives what it throws. */
  conclude(): { readonly error: unknown } | undefined;
}

/** What a scope does from when its closing has begun: it awaits one after the other, and is closed when nothing is left. */
export class Closing {
  readonly #scope: Closable;
  readonly #done = defer<void>();
  awaits: 'tasks' | 'cleanups' | 'signals' | 'listeners' | 'nothing' = 'tasks';

  constructor(scope: Closable) {
    this.#scope = scope;
  }

  get promise(): Promise<void> {
    return this.#done.promise;
  }

  begin(): void {
    const { tasksIfAny: tasks } = this.#scope;
    if (tasks) tasks.whenIdle(() => this.#cleanUp());
    else this.#cleanUp();
  }

  #cleanUp(): void {
    const { cleanupsIfAny: cleanups, context } = this.#scope;
    this.awaits = 'cleanups';
    if (!cleanups) return this.#letSignalsIn();
    void cleanups.run(context, (error) => this.#scope.addFailure(error)).then(() => this.#letSignalsIn());
  }

  #letSignalsIn(): void {
    const { world } = this.#scope;
    this.awaits = 'signals';
    world.ground.whenSignalsAreIn(() => {
      if (this.#scope.cleanupsIfAny?.isEmpty === false) return this.#cleanUp();
      this.awaits = 'listeners';
      this.#scope.stopWatchingSigint();
      world.closes(this.#scope, () => this.#conclude());
    });
  }

  #conclude(): void {
    this.awaits = 'nothing';
    const thrown = this.#scope.conclude();
    if (thrown) this.#done.reject(thrown.error);
    else this.#done.resolve();
  }
}
