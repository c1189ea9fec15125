/** A spec that cannot pass on a runtime, and what the runtime does. What is not listed must pass. */
export interface Difference {
  runtimes: RegExp;
  /** Of the whole title of the test. */
  title: RegExp;
  /** Of how it fails, with what came: another failure of the same test is no difference but a fault. */
  error: RegExp;
  reason: string;
}

export const differences: readonly Difference[] = [
  {
    runtimes: /^(Bun|Deno)/,
    title: /^A program of which the block has missed the interrupt ends by the signal/,
    error: /goes on as if nothing had been/,
    reason: 'Only Node tells who listens to an AbortSignal: on Bun and Deno a block that has taken `signal` counts as told, so that closing does not throw the interrupt.',
  },
  {
    runtimes: /^Bun/,
    title: /^The death of a child by the same key is (the interrupt also when the child is reported before .* a floating promise|an error as ever when no signal comes)/,
    error: /sleep was killed|\[null\]|: 0|expected/,
    reason: 'Bun does not let an unhandled rejection wait for what comes a turn later, and runs on after an uncaught exception while the main module awaits something.',
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: / leave a second Ctrl-C its effect (when .* blocks the loop from the turn|while the loop is blocked)|^Repeats of a request can give SIGINT back a second time$/,
    error: /^Not so after \d+ tries: SIGINT ends the program$/,
    reason:
      'Only Node lets a worker thread give SIGINT back (`breakOnSigint` in one does nothing there): where the event ' +
      'loop is blocked from the very turn of the signal, a second Ctrl-C is not heard, and `graceMs` is what ends the process.',
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: /^The terminal leaves raw mode when a second SIGINT kills$/,
    error: /^expected true to equal false/,
    reason:
      'The second SIGINT is left to the system, which kills at once; only Node has a handler of its own that can be put back ' +
      'and takes the terminal out of raw mode first.',
  },
  {
    runtimes: /^Deno/,
    title: /^interruptible\(\) (lets (SIGINT|a real Ctrl-C) break|throws the interrupt of the capture|leaves SIGINT as it was)/,
    error: /ran to its end/,
    reason: 'Deno ignores `breakOnSigint` of `node:vm`: a synchronous computation runs to its end before it is interrupted.',
  },
  {
    runtimes: /^Deno/,
    title: /^The process does not wait for a reader that never reads$|: a bug while the output goes out$|^Two copies .* print one line when grace runs out$/,
    error: /^Not so after \d+ tries: it has ended$|^expected 'SIGKILL' to equal 'SIGTERM'/,
    reason: 'Deno writes to stdout synchronously: a pipe that nobody reads blocks the event loop itself, which only the watchdog of `graceMs` ends, by SIGKILL.',
  },
  {
    runtimes: /^Deno/,
    title: /terminal (that is closed is a SIGHUP, and writing to it|is closed$)/,
    error: /to have property 'code' of null, but got 1/,
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
    title: /^An interrupt let go beside .*: it throws its own error$|^The process leaves an error of the block as it was$|^A neighbour .* one that throws and was there later/,
    error: /^expected \{ code: 1, .*; came: (?!.*exit 1)/,
    reason: "Deno runs no `'exit'` listeners when it ends by an uncaught error, with and without a capture.",
  },
  {
    runtimes: /^Deno/,
    title: /^A neighbour .* one that (throws: the scope was told before|calls process\.exit)/,
    error: /^expected \{ code: [13], .*; came: (?!.*told)/,
    reason: 'Deno calls signal listeners in the order in which they were added, `prependListener` or not: an older one that throws or exits comes first.',
  },
  {
    runtimes: /^Deno/,
    title: /^Repeats of a request that gave SIGINT back do not keep a new capture from hearing it, nor a new listener$/,
    error: /; came: .*the other heard\\nthe other heard\\nheard SIGINT/,
    reason: 'On Deno a listener that is added while a signal is being handed to the others hears that one, too.',
  },
  {
    runtimes: /^Deno/,
    title: /^Repeats of a request no longer have a listener for SIGINT when the window is over$/,
    error: /^Not so after \d+ tries: the system has SIGINT back$/,
    reason:
      'Deno keeps the handler of a signal that was once listened to, and kills from there once nobody listens; the kernel, ' +
      'which this spec asks, shows the signal as caught.',
  },
  {
    runtimes: /^Bun/,
    title: /^A neighbour .* one that throws|^uncaught: true false leaves such an error as it was/,
    error: /; came: .*(cleaned up|disposed)/,
    reason:
      'Bun prints an uncaught exception and runs on while the main module awaits something that is still alive, with and without a capture.',
  },
];
