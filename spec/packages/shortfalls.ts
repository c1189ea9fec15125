/** A cell that cannot be right, why, and the cell that runs what the user can write instead. What is not listed must hold. */
export interface Shortfall {
  /** Of the title of the cell. */
  cell: RegExp;
  /** Of what came: something else that comes is no shortfall but a fault. */
  came: RegExp;
  /** Measured, with the package's source as the witness. */
  reason: string;
  /** What the user can write. */
  write: string;
  /** The cell, by its title, that runs it. */
  mend: string;
}

const RAISE = '`catch (error) { const interrupt = findInterrupt(error); if (interrupt) return raiseSignal(interrupt.signal); throw error; }`';
const ABORT = '`shutdown.abort(new InterruptError(\'SIGINT\')); shutdown.signal.throwIfAborted();`';

export const shortfalls: readonly Shortfall[] = [
  {
    cell: /^ora: spinning, Ctrl-C/,
    came: /^runs on; log: ; /,
    reason:
      'A spinner puts the terminal into raw mode, where Ctrl-C is a key, and ora 9.4 does not read that key when nobody else has begun to read stdin: ' +
      'it reaches nobody, with or without a capture.',
    write: '`ora({ text, discardStdin: false })`',
    mend: 'ora: discardStdin: false, Ctrl-C',
  },
  {
    cell: /^listr2: plain, SIGINT/,
    came: /^code 127; log: exit 127; /,
    reason: 'listr2 listens to SIGINT and calls `process.exit(127)`.',
    write: '`new Listr(tasks, { registerSignalListeners: false })`',
    mend: 'listr2: registerSignalListeners: false, SIGINT',
  },
  {
    cell: /^clack-prompts: spinner, Ctrl-C/,
    came: /^code 0; log: exit 0; /,
    reason: 'While a spinner turns, clack reads the terminal in raw mode, and calls `process.exit(0)` at the key Ctrl-C.',
    write: '`s.start(text); if (process.stdin.isTTY) process.stdin.setRawMode(false);`',
    mend: 'clack-prompts: spinner, setRawMode(false), Ctrl-C',
  },
  {
    cell: /^clack-prompts: text, Ctrl-C/,
    came: /^code 0; log: exit 0; /,
    reason: "A question reads the terminal in raw mode: Ctrl-C is a key, and gives a symbol. clack's documentation then calls `process.exit(0)`.",
    write: `\`if (isCancel(answer))\` ${ABORT}`,
    mend: 'clack-prompts: text, abort, Ctrl-C',
  },
  {
    cell: /^inquirer-prompts: plain, Ctrl-C/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; .*ExitPromptError/,
    reason: 'A question reads the terminal in raw mode: Ctrl-C is a key, and rejects with an `ExitPromptError`.',
    write: `\`if (error.name === 'ExitPromptError')\` ${ABORT}`,
    mend: 'inquirer-prompts: abort, Ctrl-C',
  },
  {
    cell: /^prompts: plain, Ctrl-C/,
    came: /^code 0; log: goes on, cleanup begins, cleanup ends, exit 0; /,
    reason: 'A question reads the terminal in raw mode: Ctrl-C is a key, and gives no answer.',
    write: "`prompts(questions, { onCancel: () => shutdown.abort(new InterruptError('SIGINT')) })`, awaited by `shutdown.race`",
    mend: 'prompts: abort, Ctrl-C',
  },
  {
    cell: /^tinyexec: throwOnError, signal, SIGINT( alone)?$/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; .*killed by the signal SIGTERM/,
    reason:
      'tinyexec ends the child of an aborted signal by SIGTERM, and its error tells of that alone: SIGTERM is not what has come to the program. ' +
      "At the terminal's key the child may die of SIGINT before.",
    write: '`.then(undefined, (error) => { shutdown.signal.throwIfAborted(); throw error; })`',
    mend: 'tinyexec: throwOnError, signal, throwIfAborted, SIGINT alone',
  },
  {
    cell: /^actions-exec: plain, SIGINT/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'The error of @actions/exec tells in words alone that the command has failed with exit code 130.',
    write: '`await exec(command, args).finally(() => shutdown.checkpoint());`',
    mend: 'actions-exec: checkpoint after it, SIGINT',
  },
  {
    cell: /^modelcontextprotocol-sdk: callTool, SIGTERM/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; .*McpError/,
    reason: 'The error of an aborted call is that of a timeout, by its code, and names the reason in its message alone.',
    write: '`await client.callTool(params, undefined, { signal }).finally(() => shutdown.checkpoint());`',
    mend: 'modelcontextprotocol-sdk: callTool, checkpoint, SIGTERM',
  },
  {
    cell: /^generative-ai: stream, SIGTERM/,
    came: /^code 1; log: cleanup begins, exit 1; .*Error reading from the stream/,
    reason:
      'An aborted stream ends by an error that does not say so, and `response`, a promise of the same answer that nobody awaits, rejects with it, too: ' +
      'an unhandled rejection, which ends the process before the cleanup has ended.',
    write: '`response.catch(() => {});` before the loop over `stream`, and `.finally(() => shutdown.checkpoint())` after what has the loop in it',
    mend: 'generative-ai: stream, checkpoint, SIGTERM',
  },
  {
    cell: /^redis-client: get, SIGTERM/,
    came: /^runs on; log: ; /,
    reason: 'A command that is on its way to the server is not aborted any more: the client waits for the answer.',
    write: "`await shutdown.race(client.get('key'))`",
    mend: 'redis-client: get, race, SIGTERM',
  },
  {
    cell: /^puppeteer-core: plain/,
    came: /^code (130; log: exit 130|1; log: cleanup begins, cleanup ends, exit 1); /,
    reason:
      'Puppeteer listens to signals: at SIGINT it kills the browser and calls `process.exit(130)`, at SIGTERM and SIGHUP it closes the browser, so that whatever the program does ' +
      'with it fails. A page that does not come is not given up by a signal.',
    write: '`puppeteer.launch({ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })` and `await shutdown.race(page.goto(url))`',
    mend: 'puppeteer-core: handleSIGINT: false, race, SIGINT',
  },
  {
    cell: /^(openai|anthropic-sdk): stream, SIGTERM/,
    came: /^code 0; log: goes on, cleanup begins, cleanup ends, exit 0; /,
    reason: 'The stream of an aborted answer ends as if it were complete, without an error: the program goes on.',
    write: '`shutdown.signal.throwIfAborted();` after the loop',
    mend: 'openai: stream, throwIfAborted, SIGTERM',
  },
  {
    cell: /^oclif-core: plain/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: "oclif's `handle` prints every error and exits with 1.",
    write: `${RAISE} as the \`catch\` of the command`,
    mend: 'oclif-core: raiseSignal, SIGINT',
  },
  {
    cell: /^commander: catch, SIGINT/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'The program catches everything, prints it and exits with 1.',
    write: RAISE,
    mend: 'commander: catch, raiseSignal, SIGINT',
  },
  {
    cell: /^yargs: plain/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'yargs prints the usage and the error, and exits with 1.',
    write: `\`.fail(false)\`, which throws what the handler has thrown; or ${RAISE} in the function given to \`.fail\``,
    mend: 'yargs: fail(false), SIGINT',
  },
  {
    cell: /^citty: runMain, SIGINT/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: "citty's `runMain` prints every error and exits with 1.",
    write: `${RAISE} in \`run\`; or \`runCommand\` instead of \`runMain\``,
    mend: 'citty: runMain, raiseSignal, SIGINT',
  },
  {
    cell: /^winston: handleExceptions, SIGTERM/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'With `handleExceptions` winston listens to uncaught exceptions, and so has the last word: it logs the interrupt and exits with 1.',
    write: `${RAISE} around the program`,
    mend: 'winston: handleExceptions, raiseSignal, SIGTERM',
  },
  {
    cell: /^sentry-node: await/,
    came: /^code 1; log: cleanup begins, cleanup ends, sent event, exit 1; /,
    reason: 'Sentry listens to uncaught exceptions, and so has the last word: it reports the interrupt and exits with 1.',
    write: `${RAISE} around the program`,
    mend: 'sentry-node: raiseSignal, SIGTERM',
  },
  {
    cell: /^sentry-node: floating/,
    came: /^code 0; log: cleanup begins, cleanup ends, exit 0; /,
    reason: "Sentry listens to unhandled rejections and passes over those that are named AbortError: nobody is told that a floating `main()` was interrupted.",
    write: `${RAISE} around the program`,
    mend: 'sentry-node: raiseSignal, SIGTERM',
  },
  {
    cell: /^exit-hook: plain/,
    came: /^code 130; log: exit-hook 130, /,
    reason: 'exit-hook listens to SIGINT and SIGTERM, and calls `process.exit` as soon as its hooks are done.',
    write: "`process.removeAllListeners('SIGINT')`, and for SIGTERM, before the capture: the hooks run all the same, when the process exits",
    mend: 'exit-hook: without its listeners, SIGINT',
  },
  {
    cell: /^close-with-grace: plain/,
    came: /^code 0; log: close-with-grace SIGTERM, /,
    reason: 'close-with-grace listens to signals and uncaught exceptions, and calls `process.exit` as soon as its callback is done.',
    write: "`closeWithGrace({ skip: ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'] }, …)`",
    mend: 'close-with-grace: skip, SIGTERM',
  },
];
