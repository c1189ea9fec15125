// Bytes of the bundle.
import { valueGoal } from '../support/goal.js';
import { sizeOf, sizesOfLibrary } from '../size.js';

export async function sizeGoals() {
  const { all, captureSignals } = await sizesOfLibrary();
  const row = (what, { gzipped, minified }, atMost) => valueGoal({ what, value: gzipped / 1000, unit: 'kB', shown: `${gzipped} B (${minified} B minified)`, atMost });
  return [row('size, minified and gzipped: all of `.`', all, 9.5), row('size, minified and gzipped: only `captureSignals`', captureSignals, 9)];
}

/** `{ peer: bytes }`, minified and gzipped; for Effect and Effection what a program with `runMain` and `main` bundles. */
export async function sizeOfPeers(peers) {
  const contents = {
    effect: "export { runMain } from '@effect/platform-node/NodeRuntime'",
    effection: "export { main } from 'effection'",
    'capture-signals': "export { captureSignals } from '../dist/index.js'",
  };
  const result = {};
  for (const { kind, name, packageName } of peers) {
    if (kind !== 'baseline') result[name] = (await sizeOf(contents[name] ?? `export * from '${packageName}'; import '${packageName}'`)).gzipped;
  }
  return result;
}
