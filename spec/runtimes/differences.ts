/** A spec that cannot pass on a runtime, and what the runtime does. What is not listed must pass. */
export interface Difference {
  runtimes: RegExp;
  /** Of the whole title of the test. */
  title: RegExp;
  /** Of how it fails: another failure of the same test is no difference but a fault. */
  error: RegExp;
  reason: string;
}

const timeout = /^Timeout of/;

export const differences: readonly Difference[] = [
  {
    runtimes: /^Deno/,
    title: /^interruptible\(\) (lets (SIGINT|a real Ctrl-C) break|throws the interrupt of the capture|leaves SIGINT as it was)/,
    error: timeout,
    reason: 'Deno ignores `breakOnSigint` of `node:vm`: a synchronous computation runs to its end before it is interrupted.',
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: / leave a second Ctrl-C its effect (when .* blocks the loop from the turn|while the loop is blocked)/,
    error: timeout,
    reason:
      'Only Node lets a worker thread give SIGINT back (`breakOnSigint` there does nothing on Bun and Deno): where the event ' +
      'loop is blocked from the very turn of the signal, a second Ctrl-C is not heard, and `graceMs` is what ends the process.',
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: /^The terminal leaves raw mode when a second SIGINT kills$/,
    error: /^expected true to equal false$/,
    reason:
      'The second SIGINT is left to the system, which kills at once; only Node has a handler of its own that can be put back ' +
      'and takes the terminal out of raw mode first.',
  },
  {
    runtimes: /^Deno/,
    title: /^close\(\) loses no signal in flight when it is called from/,
    error: /^expected \{ code: .* to deeply equal/,
    reason:
      'Deno hands signals over from another thread, and sets handlers from there: no number of turns is certain to let a signal ' +
      'in (7 of 200 lost on a machine loaded tenfold).',
  },
  {
    runtimes: /^Deno/,
    title: /^The process does not wait for a reader that never reads$/,
    error: timeout,
    reason: 'Deno writes to stdout synchronously: a pipe that nobody reads blocks the event loop itself, which only `graceMs` ends.',
  },
  {
    runtimes: /^Deno/,
    title: /terminal (that is closed is a SIGHUP, and writing to it|is closed$)/,
    error: /to have property 'code' of null, but got 1$/,
    reason: 'On Deno `console.log` throws where the terminal is gone, and so ends the cleanup that calls it.',
  },
  {
    runtimes: /^Deno/,
    title: /^A block is interrupted by a real signal through fetch, timers and streams, and cleans up newest first$/,
    error: /^once: /,
    reason: '`events.once` and `events.on` of Deno reject without the `cause`, so that the interrupt behind them cannot be found.',
  },
];
