// nano-spawn <way>: a command that does not end, with and without the signal of the scope.
import { captureSignals } from 'capture-signals';
import spawn from 'nano-spawn';
import { CHILD, CHILD_130, cleanup, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const ways: Record<string, () => unknown> = {
  'plain': () => spawn('sh', ['-c', CHILD]),
  'inherit, answers 130': () => spawn('sh', ['-c', CHILD_130], { stdio: 'inherit' }),
  'signal': () => spawn('sh', ['-c', CHILD], { signal: shutdown.signal }),
};
await ways[way]!();
