/**
 * Ctrl-C ends a child as well as its parent. An error that says only that the child has failed hides the interrupt.
 *
 *     node --import tsx examples/traps/failed-child.ts wrong
 *     node --import tsx examples/traps/failed-child.ts right
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { captureSignals } from 'capture-signals';

/** The exit code of the build; null if a signal has ended it. */
async function build() {
  const child = spawn('echo Building; exec sleep 60', { shell: true, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

async function wrong() {
  await using shutdown = captureSignals();
  shutdown.defer(() => console.log('Cleaned up'));
  const code = await build();
  if (code !== 0) throw new Error('The build has failed');
}

async function right() {
  await using shutdown = captureSignals();
  shutdown.defer(() => console.log('Cleaned up'));
  const code = await build();
  await shutdown.checkpoint(); // throws the interrupt, if there is one
  if (code !== 0) throw new Error('The build has failed');
}

await (process.argv[2] === 'wrong' ? wrong() : right());
