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
    title: / leave a second Ctrl-C its effect (when .* blocks the loop from the turn|while the loop is blocked)|^Repeats of a request (can give SIGINT back a second time|that gave SIGINT back do not)/,
    error: /^Timeout of|^expected \{ code: /,
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
    title: /^The process does not wait for a reader that never reads$|: a bug while the output goes out$|^Two copies .* print one line when grace runs out$/,
    error: /^Timeout of|^expected 'SIGKILL' to equal 'SIGTERM'$/,
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
  {
    runtimes: /^Deno/,
    title: /^An interrupt let go beside .*: it throws its own error$|^The process leaves an error of the block as it was$|^A neighbour .* one that throws/,
    error: /^expected \{ code: 1, /,
    reason: "Deno runs no `'exit'` listeners when it ends by an uncaught error, with and without a capture.",
  },
  {
    runtimes: /^Deno/,
    title: /^A neighbour .* one that (throws|calls process\.exit)/,
    error: /^expected \{ code: [13], /,
    reason: 'Deno calls signal listeners in the order in which they were added, `prependListener` or not: an older one that throws or exits comes first.',
  },
  {
    runtimes: /^Deno/,
    title: /^Repeats of a request (no longer have a listener for SIGINT|are no longer swallowed) when the window/,
    error: timeout,
    reason:
      'Deno keeps its handler of a signal that was once listened to and does from there what the default would; the kernel, ' +
      'which these specs ask, shows it as caught.',
  },
  {
    runtimes: /^Deno/,
    title: /^Importing the package touches nothing$/,
    error: /^expected \{ code: \+0, /,
    reason: 'Deno itself defines the global `nodeBootstrap` when some of the modules of Node are loaded.',
  },
  {
    runtimes: /^Bun/,
    title: /^A neighbour .* one that throws|: a bug in the cleanup$|^uncaught: true false leaves such an error as it was/,
    error: /^Timeout of|^expected \{ code: 143, /,
    reason:
      'Bun prints an uncaught exception and runs on while the main module awaits something that is still alive, with and without a capture.',
  },
  {
    runtimes: /^Bun/,
    title: /^interruptible\(\) lets (SIGINT|a real Ctrl-C) break/,
    error: /^expected \{ code: 130, /,
    reason: 'Not right yet: after `breakOnSigint` has broken a computation, the process exits with 130 instead of dying of SIGINT.',
  },
  {
    runtimes: /^Bun/,
    title: /^Two copies .* print one line when grace runs out$/,
    error: /^expected 'SIGKILL' to equal 'SIGTERM'$/,
    reason:
      'Not right yet: where two copies of the package wait for the same reader that never reads, the watchdog of the grace comes first and uses SIGKILL.',
  },
];
