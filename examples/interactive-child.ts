/**
 * Starts an interactive program (psql, a REPL, a shell) and cleans up after it. While that runs, Ctrl-C is for it alone: it stops a line or a query there,
 * and nothing here. SIGTERM, or closing the terminal, ends both.
 *
 *     node --import tsx examples/interactive-child.ts psql postgres
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureSignals } from 'capture-signals';

const [command = 'bash', ...args] = process.argv.slice(2);

/** Waits until the child has ended, and returns its exit code. */
async function interact(cwd: string): Promise<number> {
  shutdown.signal.throwIfAborted();
  const child = spawn(command, args, { stdio: 'inherit', cwd });
  shutdown.signal.addEventListener('abort', () => {
    child.kill();
    setTimeout(() => child.kill('SIGHUP'), 500).unref(); // interactive shells ignore SIGTERM
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1; // null if it was killed
}

await using shutdown = captureSignals({ graceMs: 10_000 });
const folder = await mkdtemp(join(tmpdir(), 'session-'));
shutdown.defer(async () => {
  await rm(folder, { recursive: true });
  console.log(`Removed ${folder}`);
}, 'session');

// While the child runs, Ctrl-C interrupts nothing here: this capture hides it from the outer one, and prevents its own interrupt.
const keys = captureSignals('SIGINT', { exclusive: true, onSignal: (event) => event.preventDefault() });
process.exitCode = await keys.run(() => interact(folder));
shutdown.signal.throwIfAborted();
