import type { Kind } from './trial.ts';

/** Why a promise cannot hold under a launcher. Each was seen, with the launcher's source or process tree as the witness. */
export type Shortfalls = Partial<Record<Kind, string>>;

export const silent: Shortfalls = {
  'one SIGTERM': 'The launcher dies of SIGTERM and passes nothing on: the program is not told and runs on.',
};

export const noExec: Shortfalls = {
  'one SIGTERM':
    'SIGTERM is passed to the `sh` that runs the script, which dies of it and passes nothing on: the program is not told and ' +
    'runs on. `exec node …` as the script mends it; so does a shell that does this by itself, as bash.',
};

export const deserts: Shortfalls = {
  'hung, second Ctrl-C':
    'The launcher has ended at the first Ctrl-C, and the terminal belongs to the shell again: the key does not reach the ' +
    'program any more.',
};

export const wireitGroup: Shortfalls = {
  'hung, second Ctrl-C':
    'The launcher runs the program in a process group of its own, where the key does not reach it, and passes only the first ' +
    'Ctrl-C on.',
};

const swallowed =
  'pm2 adds a listener for `unhandledRejection` to the program itself, which counts as somebody having caught the interrupt: ' +
  'cleanup is complete, but the program does not end by itself, and pm2 kills it 1.6 s after the signal. `pmx: false` mends it; ' +
  'so does catching the interrupt and returning.';
export const pm2Listens: Shortfalls = { 'one Ctrl-C': swallowed, 'one SIGTERM': swallowed };

export const pid1Immune: Shortfalls = {
  'hung, second Ctrl-C':
    'The kernel ignores the default action of a signal to PID 1, so that giving SIGINT back changes nothing: only `graceMs`, or ' +
    'the container runtime, ends the program. An init such as tini mends it (`docker run --init`).',
};
