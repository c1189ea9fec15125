// A process that is number 1 of its own PID namespace, as in a container.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export const unshare = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Whether this machine lets us make a PID namespace. */
export const canUnshare = () => spawnSync(unshare[0], [...unshare.slice(1), 'true']).status === 0;

/** The child of `unshare`, by its number outside of the namespace. */
export const childOf = (pid) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
