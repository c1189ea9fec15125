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
    title: / leave a second Ctrl-C its effect (when .* blocks the loop from the turn|when the cleanup blocks the loop and|while the loop is blocked)|^Repeats of a request can give SIGINT back a second time$/,
    error: /^Not so after \d+ tries: SIGINT ends the program$|came: .*SIGKILL/,
    reason:
      'Only Node lets a worker thread give SIGINT back (`breakOnSigint` in one does nothing there): where the event ' +
      'loop is blocked from the very turn of the signal, a second Ctrl-C is not heard, and `graceMs` is what ends the process.',
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: /^promise is undefined when closing waits for what waits for it, and the program has nothing else to do/,
    error: /^Timeout of/,
    reason: 'Only Node says that a program has run out of work: on Bun and Deno a module that awaits what never comes goes on for ever.',
  },
  {
    runtimes: /^Deno/,
    title: /^What was given the signal of a scope and floats does not either when the reason is no Error/,
    error: /Cannot convert a Symbol value to a string/,
    reason: 'Deno itself fails at a rejection whose reason is a symbol.',
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
    title: /^interruptible\(\) (lets (SIGINT|a real Ctrl-C) break|throws the interrupt of th(e|is) capture|leaves SIGINT as it was)|computes beside an exclusive one of a mock$/,
    error: /ran to its end|whole/,
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
    title: new RegExp([
      '^An interrupt let go beside .*: it throws its own error$',
      '^The process leaves an error of the block as it was$',
      '^A neighbour .* one that throws and was there later',
      '^What was given the signal of a scope and floats does not end the process before the cleanup',
      '^A scope that is never closed tells what it was ended with',
      "^An abort of somebody else's making is (an error as ever|none)",
      '^The death of a child by the same key is (an error as ever|none)',
      '^An uncaught error that throws when it is looked at is an error as ever',
      '^A program that has removed all listeners of the process has those for uncaught errors back',
      '^The failure of a task is (told by closing when what was given it floats|what the main of run throws)',
      '^mockSignals\\(\\) leaves nothing of an interrupt that a callback has thrown',
    ].join('|')),
    error: /^([\w ]+: )?expected \{ code: 1, .*; came: (?!.*exit 1)/,
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
    title: /^A neighbour .* one that throws|^uncaught: true false leaves such an error as it was|^What was given the signal of a scope and floats fails as ever when|^A program whose output is piped .* when the reader goes without any signal$|^mockSignals\(\) leaves nothing of an interrupt that a callback has thrown/,
    error: /; came: .*(cleaned up|disposed|going on)|^Timeout/,
    reason:
      'Bun prints an uncaught exception and runs on while the main module awaits something that is still alive, with and without a capture.',
  },
  {
    runtimes: /^Bun/,
    title: /^An abort beside a scope that closes is an error as ever when it has a reason of its own$|: abort, floats$/,
    error: /to match \/(no space left|enough)\//,
    reason: 'Bun prints no `cause` of an error that is thrown from a callback: what is behind an abort is not to be read on the terminal.',
  },
  {
    runtimes: /^Deno/,
    title: /^process\.exit\(3\) is an exit with 3 while the output of an interrupt goes out$/,
    error: /; came: .*SIGTERM/,
    reason: 'On Deno writing to a full pipe blocks the event loop: when `process.exit` could be called, the output has gone out, and the process has ended by the signal.',
  },
  {
    runtimes: /^Bun/,
    title: /^A program whose output is piped .* when another pipe of its own is broken$/,
    error: /^expected null to equal 1/,
    reason: "Bun does not report that the stdin of a child is broken, with and without a capture.",
  },
  {
    runtimes: /^Deno/,
    title: /^A program whose output is piped .* when the reader goes without any signal$/,
    error: /^Timeout/,
    reason: 'On Deno `console.log` takes no notice of a pipe whose reader has gone.',
  },
  {
    runtimes: /^Bun/,
    title: /^Beside signal-exit a program that catches the interrupt exits as it likes$/,
    error: /; came: .*exit 0\\n" \}/,
    reason: 'On Bun signal-exit is not told of a normal exit, with and without a capture.',
  },
  {
    runtimes: /^Bun/,
    title: /^Every other signal of the system is captured, from outside and from inside/,
    error: /SIGSTKFLT/,
    reason: 'Bun does not know SIGSTKFLT.',
  },
  {
    runtimes: /^Deno/,
    title: /^Where intrinsics are frozen a scope lives as ever: by --frozen-intrinsics$/,
    error: /unexpected argument/,
    reason: 'Deno has no flag that freezes intrinsics.',
  },
  {
    runtimes: /^Deno/,
    title: /^Timers and clocks that a test has faked change nothing of a scope: node:test, all$/,
    error: /SIGKILL|^Timeout|; came: \{ "code": 0/,
    reason: "Deno's `mock.timers` also takes those timers that somebody has got hold of before: the process ends by itself then, or by the watchdog of `graceMs`.",
  },
  {
    runtimes: /^Deno/,
    title: /^interruptible\(\) lets a SIGINT that is in flight be heard after the work/,
    error: /; came: .*heard \d+/,
    reason: 'Deno hands signals over from another thread: one that is in flight is heard after any number of turns, while the spec waits for eight.',
  },
  {
    runtimes: /^Deno/,
    title: /^Every two captures/,
    // Each row that is wrong has one with grace.
    error: /^(?!.*\b(?!graced)\w+ and (?!graced)\w+, (?:nested|beside|closed before|opened in cleanup)).*graced/s,
    reason: 'To start the watchdog of `graceMs` blocks Deno for up to 300 ms: what comes then counts as sent from behind a blocked loop, and belongs to the first request.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) under load lets a worker of node:cluster end/,
    error: /socket hang up|^Timeout/,
    reason: "On Deno a worker of `node:cluster` that was told to end by a signal can no longer close its server, with and without a drain: its channel is broken.",
  },
  {
    runtimes: /^Deno/,
    title: /^The option graceMs gives a process that was suspended past it its turn.*with the signal on its way$|^The diagnostics channels tell that grace has expired$/,
    error: /SIGKILL/,
    reason: 'To start the watchdog of `graceMs` blocks Deno for up to 300 ms, on a busy machine longer than a short grace: it then ends the process by SIGKILL.',
  },
  {
    runtimes: /^Deno/,
    title: /^To run out of work tells what closing throws|^A cleanup that is to run at exit, too, runs once/,
    error: /expected \{ end: 1, .*; came: (?!.*exit 1)/,
    reason: "Deno runs no `'exit'` listeners when it ends by an uncaught error, with and without a capture.",
  },
  {
    runtimes: /^Deno/,
    title: /^To run out of work .* has fake timers$/,
    error: /; came: .*"exit 0/,
    reason: "Deno's `mock.timers` also takes those timers that somebody has got hold of before: the process ends by itself then, or by the watchdog of `graceMs`.",
  },
  {
    runtimes: /^Deno/,
    title: /^A cleanup that is to run at exit, too, .* grace|^The line of a forced end/,
    error: /SIGKILL|^expected ''/,
    reason: 'To start the watchdog of `graceMs` blocks Deno for up to 300 ms, on a busy machine longer than a short grace: it then ends the process by SIGKILL.',
  },
  {
    runtimes: /^Deno/,
    title: /^The line of a forced end names (what is the program's own|no stdio)/,
    error: /cleanups: last/,
    reason: '`process.getActiveResourcesInfo` of Deno counts other things: a terminal as pipes, of a socket of the file system one end or none.',
  },
  {
    runtimes: /^Deno/,
    title: /^A program whose output is piped .* when its terminal is closed/,
    error: /^nothing: expected '' to equal 'cleaned up'/,
    reason: 'On Deno `console.log` throws where the terminal is gone, and so ends the cleanup that calls it.',
  },
  {
    runtimes: /^Deno/,
    title: /^A program whose parent has died cleans up to the end, whoever listens/,
    error: /heard EPIPE/,
    reason: 'On Deno `console.log` takes no notice of a pipe whose reader has gone.',
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: /^A program whose parent has died cleans up to the end where node:test listens$/,
    error: /ended \([01]\)/,
    reason: 'Bun and Deno run the tests of `node:test` in `bun test` and `deno test` alone.',
  },
  {
    runtimes: /^Bun/,
    title: /^To run out of work tells .* (two scopes whose cleanups fail|an interrupted scope beside)$/,
    error: /to match \/the disk is full/,
    reason: 'Bun prints nothing of what an AggregateError holds when it is thrown from a callback, with and without a capture.',
  },
  {
    runtimes: /^Bun/,
    title: /^A cleanup that is to run at exit, too, .* by an (uncaught exception|unhandled rejection)$|^How the process ends, .* a floating operation is aborted|^A program whose parent has died is told of another failure/,
    error: /^Timeout|"?end"?: 129|saving\\nnever/,
    reason: 'Bun prints an uncaught exception and runs on while the main module awaits something that is still alive, with and without a capture.',
  },
  {
    runtimes: /^Bun/,
    title: /^The line of a forced end names (what is the program's own|no stdio)/,
    error: /cleanups: last/,
    reason: '`process.getActiveResourcesInfo` of Bun gives an empty list.',
  },
  {
    runtimes: /^Bun/,
    title: /^A program whose parent has died (cleans up to the end, whoever listens|fails as ever)/,
    error: /heard EPIPE|not ended/,
    reason: 'The streams of stdout and stderr of Bun do not tell that their reader has gone.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) and an answer that ends before its request has been read arrives whole (\(http,|where its head has said)/,
    error: /^write EPIPE$/,
    reason: 'On Deno a plain connection is closed as soon as its answer has been written, whether the body of the request was read or not: a client that is still sending it gets EPIPE.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) with HTTP/,
    error: /; came: (answered200|whole200|welcome200|too large413|two200|\[ "answer to 1200)/,
    reason: "The HTTP/2 client of Deno, with which the spec asks, gives `'data'` before `'response'`.",
  },
  {
    runtimes: /^(Bun|Deno)/,
    title: /^drainServer\(\) with HTTP\/2, \w+ finishes what it has pushed/,
    error: /; came: begun, $/,
    reason: 'On Bun and Deno the client of the spec sees a pushed stream end with its parent.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) with HTTP\/2, plain waits no more for a client that resets its connection/,
    error: /cut short POST \/reset$/,
    reason: 'On Deno a session that its client has reset looks like one that this process has destroyed: its request is named.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) and what is in flight cut short .* its upstream's reset$/,
    error: /^It did not fail/,
    reason: 'On Deno an answer that its handler destroys with the error of a reset looks like one whose client has gone away: it is not named.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) and what is in flight may have arrived without|^drainServer\(\) and what is idle is answered when it asks while others|^drainServer\(\) and the listener a connection that the system has accepted is served/,
    error: /the request was lost|ECONNRESET|^expected \+0 to equal 400/,
    reason: 'Deno accepts and reads in another thread, and does not stop in a moment when nothing waits: what the system has accepted just before the stop, and a request that comes in that moment, can be reset.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) of a server that has connections already .* leaves an upgraded socket to its owner/,
    error: /^Not so after \d+ tries: it is$/,
    reason: 'On Deno a TLS connection that was upgraded before `drainServer` was called counts as idle, and is closed: call it before `listen`.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) of a server that has sessions of HTTP\/2 already \(plain\)/,
    error: /; came: (0$|.*an upgraded connection from before)/,
    reason: 'Deno does not show the sessions of HTTP/2 that a server had before `drainServer` was called: they count as upgraded sockets.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) and what is idle lingerMs counts an answer as activity/,
    error: /^Timeout of/,
    reason: 'On Deno a connection is closed with the answer that was in flight when the server stopped listening, although its head had said keep-alive: it does not linger.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) and time the timeouts of the server go on counting no longer than the drain/,
    error: /^expected false to equal true/,
    reason: 'Deno does not show the timer that checks `requestTimeout`: nothing tells whether it has stopped.',
  },
  {
    runtimes: /^Deno/,
    title: /^drainServer\(\) and who asks what it still waits for names what is in flight on HTTP\/2/,
    error: /^Timeout of/,
    reason: 'Deno announces two streams in one turn: the spec, which waits for one after the other, misses the second.',
  },
  {
    runtimes: /^Bun/,
    title: new RegExp([
      '^drainServer\\(\\) and the heads of answers (leaves the other options|is in the answers of Node itself|changes nothing in them)',
      '^drainServer\\(\\) close\\(\\) leaves the server as it was',
      '^drainServer\\(\\) with https ',
      '^drainServer\\(\\) of a server that has connections already .* (answers the request that is on its way|ends where a client keeps asking|closes a connection that has sent nothing|answers what is pipelined)',
      '^drainServer\\(\\) and what is idle ',
      '^drainServer\\(\\) and the listener (is closed before an answer says|may be that of a server which answers on a connection of|a connection that the system has accepted|is the business of the drain)',
    ].join('|')),
    error: /^Timeout of|ECONNRE|hang up|; came: $|^Not so after|the request was lost|^expected \+0 to equal 400/,
    reason:
      "Bun announces a connection with its first request, one of the program's own not at all, and closes idle ones itself when the server stops listening: " +
      '`lingerMs` has no effect, and what is on its way to one, or waits to be accepted, is reset.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) and an answer that is shorter than it says names/,
    error: /^expected undefined to equal 'drainServer expected|^It did not fail/,
    reason: 'Bun does not show the head that was sent: an HTTP/1 answer that is shorter than announced is not named.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) with HTTP\/2, \w+ .* a tunnel|^drainServer\(\) and who asks what it still waits for names what is in flight on HTTP\/2/,
    error: /^Invalid value for header ":path"|^Timeout of/,
    reason: 'The HTTP/2 client of Bun, with which the spec asks, knows no CONNECT.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) with HTTP\/2, \w+ names what this process has cut short: its handler destroys the (stream|session)$/,
    error: /^It did not fail/,
    reason: 'On Bun a stream of HTTP/2 that its handler destroys looks like one whose client has gone away: it is not named.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) of a server that has (sessions of HTTP\/2 already|connections already .* leaves an upgraded socket)/,
    error: /; came: 0?$|^Timeout of/,
    reason: 'Bun does not show the sessions of HTTP/2, nor all upgraded sockets, that a server had before `drainServer` was called: they are not waited for.',
  },
  {
    runtimes: /^Bun/,
    title: /slow reader/,
    error: /^It did not fail|^expected \d+ to equal 16777216/,
    reason: "On Bun `'finish'` comes before a slow reader has taken the answer: what it has not taken when the linger is over is cut off, and not named.",
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) and what is in flight (pipelined is named|cut short by this process is named in the error, although)/,
    error: /^Timeout of/,
    reason: 'On Bun an answer counts as closed when its client has said that it sends no more, and a request that is pipelined is not announced before the answer in front of it is over: neither is named.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) and time the timeouts of the server go on counting/,
    error: /^Timeout of/,
    reason: 'Bun checks `requestTimeout` and `headersTimeout` no longer once a server has stopped listening: give the drain a `timeoutMs`.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) and an answer that ends before its request has been read arrives whole/,
    error: /EPIPE|ECONNRESET/,
    reason: 'Bun closes a connection with its answer, whether the body of the request was read or not: a client that is still sending it is reset, and may not see the answer.',
  },
  {
    runtimes: /^Bun/,
    title: /^drainServer\(\) and upgraded sockets .*refused/,
    error: /^expected '' to equal 'HTTP\/1\.1 503|^Timeout of|EPIPE/,
    reason: 'On Bun an upgrade that is asked for once the server has stopped accepting is closed without an answer.',
  },
];
