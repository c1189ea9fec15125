// zx <way>: a command that does not end, with and without the signal of the scope.
import { captureSignals } from 'capture-signals';
import { $ } from 'zx';
import { CHILD, cleanup, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const ways: Record<string, () => unknown> = {
  'plain': () => $`sh -c ${CHILD}`,
  'signal': () => $({ signal: shutdown.signal })`sh -c ${CHILD}`,
  'sync': () => $.sync`sh -c ${CHILD}`,
};
await ways[way]!();
