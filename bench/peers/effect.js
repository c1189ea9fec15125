// Structured concurrency: `runMain` interrupts the main fiber on a signal, whatever the finalizers take.
import { runMain } from '@effect/platform-node/NodeRuntime';
import * as Effect from 'effect/Effect';

export const kind = 'peer';
export const packageName = '@effect/platform-node';

export async function run(work, cleanup) {
  const scope = Effect.ensuring(
    Effect.promise((signal) => work({ signal, untilSignal: () => new Promise(() => {}) })),
    Effect.promise(cleanup),
  );
  await new Promise((resolve) => {
    runMain(Effect.ensuring(scope, Effect.sync(resolve)));
  });
}
