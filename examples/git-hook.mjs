/**
 * A git hook that copies what is about to be committed to a temporary folder, and runs the given commands there. Ctrl-C ends the current
 * command, the folder is removed, and nothing is committed. Any script that runs one command after another can be written this way.
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

  /** Waits for a command to end, even after an interrupt, so that nothing uses the folder any more. */
  async function succeeds(command, args, options) {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    shutdown.signal.addEventListener('abort', () => {
      // Ctrl-C and a closed terminal reach all its processes. `kill` reaches only this one.
      if (shutdown.interrupted?.signal === 'SIGTERM') child.kill();
    });
    const [code] = await once(child, 'exit');
    shutdown.signal.throwIfAborted();
    process.exitCode = code ?? 1; // null if it was killed
    return code === 0;
  }
});
