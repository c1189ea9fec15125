// execa <way>: a child that does not end, with and without the signal of the scope, or one that answers Ctrl-C with exit code 130.
import { captureSignals } from 'capture-signals';
import { execa, execaSync } from 'execa';
import { CHILD, CHILD_130, cleanup, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const ways: Record<string, () => unknown> = {
  'plain': () => execa('sh', ['-c', CHILD]),
  'cancelSignal': () => execa('sh', ['-c', CHILD], { cancelSignal: shutdown.signal }),
  'inherit': () => execa({ stdio: 'inherit' })`sh -c ${CHILD}`,
  'answers 130': () => execa('sh', ['-c', CHILD_130]),
  'inherit, answers 130': () => execa({ stdio: 'inherit' })`sh -c ${CHILD_130}`,
  'sync': () => execaSync('sh', ['-c', CHILD], { stdio: 'inherit' }),
};
await ways[way]!();
