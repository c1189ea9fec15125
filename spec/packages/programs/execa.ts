// execa <way>: a child that does not end, with and without the signal of the scope.
import { captureSignals } from 'capture-signals';
import { execa, execaSync } from 'execa';
import { CHILD, cleanup, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const ways: Record<string, () => unknown> = {
  'plain': () => execa('sh', ['-c', CHILD]),
  'cancelSignal': () => execa('sh', ['-c', CHILD], { cancelSignal: shutdown.signal }),
  'inherit': () => execa({ stdio: 'inherit' })`sh -c ${CHILD}`,
  'sync': () => execaSync('sh', ['-c', CHILD], { stdio: 'inherit' }),
};
await ways[way]!();
