import type { Shortfall } from '../suite.ts';
import type { Kind } from './trial.ts';

/** Why a guarantee cannot hold under a launcher. Each reason was verified in the launcher's source or process tree. */
export type Reasons = Partial<Record<Kind, string | Pick<Shortfall, 'reason' | 'sometimes'>>>;

export const silent: Reasons = {
  'one SIGTERM to the launcher': 'The launcher dies by SIGTERM and passes nothing on: the program hears nothing, and runs on.',
};

export const noExec: Reasons = {
  'one SIGTERM to the launcher':
    'SIGTERM goes to the `sh` that runs the script. It dies, and passes nothing on: the program hears nothing, and ' +
    'runs on. Writing the script as `exec node …` fixes it. So does a shell that does this by itself, such as bash.',
};

const deserted =
  'The launcher ends at the first Ctrl-C, and the terminal belongs to the shell again: further keys do not reach the program.';
export const deserts: Reasons = { 'cleanup hangs: second Ctrl-C': deserted };
/** nodemon listens for SIGINT once, and then waits for the program. Under npm a second SIGINT comes from npm, and kills it, unless the two have merged. */
export const oftenDeserts: Reasons = {
  'cleanup hangs: second Ctrl-C': { reason: deserted, sometimes: 'the SIGINT that npm relays merges with that of the key' },
};

export const wireitGroup: Reasons = {
  'cleanup hangs: second Ctrl-C':
    'The launcher runs the program in a separate process group, where the key does not reach it, and passes on only the first ' +
    'Ctrl-C.',
};

const swallowed =
  'pm2 adds a listener for `unhandledRejection` inside the program, so the interrupt counts as caught: ' +
  'the cleanup is complete, but the program does not end by itself, and pm2 kills it 1.6 s after the signal. `pmx: false` fixes it. ' +
  'So does catching the interrupt and returning.';
export const pm2Listens: Reasons = { 'one Ctrl-C': swallowed, 'one SIGTERM to the launcher': swallowed };

export const pid1Immune: Reasons = {
  'cleanup hangs: second Ctrl-C':
    'For PID 1 the kernel ignores the default action of a signal, so giving SIGINT back changes nothing: only `graceMs`, or ' +
    'the container runtime, ends the program. An init such as tini fixes it (`docker run --init`).',
};
