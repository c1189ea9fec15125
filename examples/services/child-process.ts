/**
 * A child process that has its own time to clean up. Ctrl-C goes to all processes in the foreground of the terminal, the signal of a supervisor to this
 * one alone: the child is told exactly once, and waited for.
 *
 *     node --import tsx examples/services/child-process.ts shared npm run job
 *     node --import tsx examples/services/child-process.ts detached npm run job
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { captureSignals } from 'capture-signals';

const [group = 'shared', command = 'sleep', ...args] = process.argv.slice(2);
const { TIMEOUT_MS = '5000' } = process.env;

/** A running command. Disposed of, it is told to end, waited for, and killed when that takes too long. */
function start(detached: boolean) {
  const child = spawn(command, args, { stdio: 'inherit', detached });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  return {
    ended,
    async [Symbol.asyncDispose]() {
      const isKey = process.stdin.isTTY && ['SIGINT', 'SIGHUP'].includes(shutdown.interrupted?.signal ?? '');
      if (detached || !isKey) child.kill('SIGTERM'); // the key, or the closed terminal, has told it already where it shares our group
      const timer = setTimeout(() => child.kill('SIGKILL'), Number(TIMEOUT_MS));
      await ended.finally(() => clearTimeout(timer));
    },
  };
}

await using shutdown = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], { graceMs: 10_000 });
await using child = start(group === 'detached');
const [code] = await shutdown.race(child.ended);
process.exitCode = code ?? 1;
