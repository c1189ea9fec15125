// child-process <way>: Node's own ways to run a command that does not end.
import { exec, execFile, execFileSync, execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { captureSignals } from 'capture-signals';
import { CHILD, cleanup, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => unknown> = {
  'exec': () => promisify(exec)(CHILD),
  'execFile': () => promisify(execFile)('sh', ['-c', CHILD]),
  'execFile, signal': () => promisify(execFile)('sh', ['-c', CHILD], { signal }),
  'execSync': () => execSync(CHILD, { stdio: 'inherit' }),
  'execFileSync': () => execFileSync('sh', ['-c', CHILD]),
  'spawn': () => once(spawn('sh', ['-c', CHILD], { stdio: 'inherit' }), 'exit', { signal }),
};
await ways[way]!();
