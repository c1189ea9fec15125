// actions-exec <way>: a command that answers Ctrl-C with exit code 130.
import { exec } from '@actions/exec';
import { captureSignals } from 'capture-signals';
import { CHILD_130, cleanup, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const ways: Record<string, () => Promise<unknown>> = {
  'plain': () => exec('sh', ['-c', CHILD_130], { silent: true }),
  'checkpoint after it': () => exec('sh', ['-c', CHILD_130], { silent: true }).finally(() => shutdown.checkpoint()),
};
await ways[way]!();
