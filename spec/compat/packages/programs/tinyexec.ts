// tinyexec <way>: a command that does not end; without `throwOnError` nothing is thrown, so that the program asks by itself.
import { captureSignals } from 'capture-signals';
import { x } from 'tinyexec';
import { CHILD, CHILD_130, cleanup, log, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => unknown> = {
  'throwOnError': () => x('sh', ['-c', CHILD], { throwOnError: true }),
  'throwOnError, signal': () => x('sh', ['-c', CHILD], { throwOnError: true, signal }),
  'throwOnError, signal, throwIfAborted': () => x('sh', ['-c', CHILD], { throwOnError: true, signal }).then(undefined, (error) => {
    signal.throwIfAborted();
    throw error;
  }),
  'throwOnError, answers 130': () => x('sh', ['-c', CHILD_130], { throwOnError: true }),
  'throwOnError, inherit, answers 130': () => x('sh', ['-c', CHILD_130], { throwOnError: true, nodeOptions: { stdio: 'inherit' } }),
  'plain': () => x('sh', ['-c', CHILD]),
  'checkpoint after it': () => x('sh', ['-c', CHILD]).then(() => shutdown.checkpoint()),
};
await ways[way]!();
log('goes on');
