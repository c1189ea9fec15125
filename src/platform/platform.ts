/** Which runtime this is. What one of them cannot do is said where it matters. */
export const RUNTIME = 'Bun' in globalThis ? 'bun' : 'Deno' in globalThis ? 'deno' : 'node';

/** `bun --watch` and `--hot` wait for a change when the program is over, and then run no timer that is unref'd. */
export const RUNS_FOR_EVER = RUNTIME === 'bun' && process.execArgv.some((flag) => flag === '--watch' || flag === '--hot');
