/**
 * A git hook that checks what is about to be committed, in a folder of its own, by the commands that it is given. Ctrl-C ends the command
 * that runs, the folder is removed, and there is no commit. Other scripts that start one command after the other can be written so, too.
 *
 *     node examples/git-hook.mjs 'npm run lint' 'npm test'
 *
 * As `.git/hooks/pre-commit`, which has to be executable:
 *
 *     #!/bin/sh
 *     exec node examples/git-hook.mjs 'npm run lint' 'npm test'
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { captureSignals } from 'capture-signals';

const checks = process.argv.slice(2);

await captureSignals().run(async (shutdown) => {
  const folder = await mkdtemp(join(tmpdir(), 'staged-'));
  shutdown.defer(() => rm(folder, { recursive: true }), 'staged files');
  if (!(await succeeds('git', ['checkout-index', '--all', `--prefix=${folder}/`]))) return;
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  for (const check of checks) {
    if (!(await succeeds(check, [], { cwd: folder, shell: true }))) return;
  }

  /** Waits for a command to end, also after an interrupt: then nothing uses the folder any more. */
  async function succeeds(command, args, options) {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    shutdown.signal.addEventListener('abort', () => {
      // The terminal tells all its processes of Ctrl-C, and of being closed. `kill` tells this one alone.
      if (shutdown.interrupted?.signal === 'SIGTERM') child.kill();
    });
    const [code] = await once(child, 'exit');
    shutdown.signal.throwIfAborted();
    process.exitCode = code ?? 1; // null for one that was killed
    return code === 0;
  }
});
