/**
 * A child process that gets time for its own cleanup. Ctrl-C goes to every process in the foreground of the terminal, a supervisor's signal only to this
 * one. Either way the child gets exactly one signal, and the program waits for it.
 *
 *     node --import tsx examples/services/child-process.ts shared npm run job
 *     node --import tsx examples/services/child-process.ts detached npm run job
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { captureSignals } from 'capture-signals';

const [group = 'shared', command = 'sleep', ...args] = process.argv.slice(2);
const { TIMEOUT_MS = '5000' } = process.env;

/** A running command. Disposing of it tells the child to end, waits for it, and kills it when that takes too long. */
function start(detached: boolean) {
  const child = spawn(command, args, { stdio: 'inherit', detached });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  return {
    ended,
    async [Symbol.asyncDispose]() {
      const isKey = process.stdin.isTTY && ['SIGINT', 'SIGHUP'].includes(shutdown.interrupted?.signal ?? '');
      if (detached || !isKey) child.kill('SIGTERM'); // a child in our group already has the signal of the key, or of the closed terminal
      const timer = setTimeout(() => child.kill('SIGKILL'), Number(TIMEOUT_MS));
      await ended.finally(() => clearTimeout(timer));
    },
  };
}

await using shutdown = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], { graceMs: 10_000 });
await using child = start(group === 'detached');
const [code] = await shutdown.race(child.ended);
process.exitCode = code ?? 1;
