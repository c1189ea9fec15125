import type { AsyncResource } from 'node:async_hooks';
import { withResolvers } from '../platform/with-resolvers.ts';
import type { World } from '../process/world.ts';
import type { Cleanups } from './cleanups.ts';
import type { Interruption } from './interruption.ts';
import type { Tasks } from './tasks.ts';

export interface Closable {
  readonly world: World;
  readonly context: AsyncResource;
  readonly interruption: Interruption;
  readonly tasks: Tasks;
  readonly cleanups: Cleanups;
  addFailure(error: unknown): void;
  /** It has closed. Returns what closing throws. */
  conclude(): { readonly error: unknown } | undefined;
}

/** What a scope does once closing has begun: it waits for one thing after the other, and has closed when nothing is left. */
export class Closing {
  readonly #scope: Closable;
  readonly #done = withResolvers<void>();
  awaits: 'tasks' | 'cleanups' | 'signals' | 'listeners' | 'nothing' = 'tasks';

  constructor(scope: Closable) {
    this.#scope = scope;
  }

  get promise(): Promise<void> {
    return this.#done.promise;
  }

  begin(): void {
    this.#scope.tasks.whenIdle(() => this.#cleanUp());
  }

  #cleanUp(): void {
    const { cleanups, context } = this.#scope;
    this.awaits = 'cleanups';
    if (cleanups.isEmpty) return this.#letSignalsIn();
    void cleanups.run(context, (error) => this.#scope.addFailure(error)).then(() => this.#letSignalsIn());
  }

  #letSignalsIn(): void {
    const { world, cleanups, interruption } = this.#scope;
    this.awaits = 'signals';
    world.ground.whenSignalsAreIn(() => {
      if (!cleanups.isEmpty) return this.#cleanUp();
      this.awaits = 'listeners';
      interruption.close(() => this.#conclude());
    });
  }

  #conclude(): void {
    this.awaits = 'nothing';
    const thrown = this.#scope.conclude();
    if (thrown) this.#done.reject(thrown.error);
    else this.#done.resolve();
  }
}
