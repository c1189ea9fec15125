import type { Shortfall } from '../suite.ts';

/** A program that cannot end as it should, the reason (verified in the package's source), and the program that runs what the user can write instead. */
export interface Mended extends Shortfall {
  /** What the user can write. */
  readonly write: string;
  /** The program, by its title, that runs it. */
  readonly mend: string;
}

const RAISE = '`catch (error) { const interrupt = findInterrupt(error); if (interrupt) return raiseSignal(interrupt.signal); throw error; }`';
const ABORT = '`shutdown.abort(new InterruptError(\'SIGINT\')); shutdown.signal.throwIfAborted();`';

export const mended: readonly Mended[] = [
  {
    title: /^ora: spinning, Ctrl-C/,
    came: /^runs on; log: ; /,
    reason:
      'A spinner puts the terminal into raw mode, where Ctrl-C is a key. ora 9.4 reads that key only if something else reads stdin: ' +
      'otherwise it reaches nobody, with or without a capture.',
    write: '`ora({ text, discardStdin: false })`',
    mend: 'ora: discardStdin: false, Ctrl-C',
  },
  {
    title: /^listr2: plain, SIGINT/,
    came: /^code 127; log: exit 127; /,
    reason: 'listr2 listens to SIGINT and calls `process.exit(127)`.',
    write: '`new Listr(tasks, { registerSignalListeners: false })`',
    mend: 'listr2: registerSignalListeners: false, SIGINT',
  },
  {
    title: /^clack-prompts: spinner, Ctrl-C/,
    came: /^code 0; log: exit 0; /,
    reason: 'While a spinner turns, clack reads the terminal in raw mode, and calls `process.exit(0)` when Ctrl-C is pressed.',
    write: '`s.start(text); if (process.stdin.isTTY) process.stdin.setRawMode(false);`',
    mend: 'clack-prompts: spinner, setRawMode(false), Ctrl-C',
  },
  {
    title: /^clack-prompts: text, Ctrl-C/,
    came: /^code 0; log: exit 0; /,
    reason: "A question reads the terminal in raw mode, where Ctrl-C is a key. The answer is then a symbol, and the code in clack's documentation calls `process.exit(0)`.",
    write: `\`if (isCancel(answer))\` ${ABORT}`,
    mend: 'clack-prompts: text, abort, Ctrl-C',
  },
  {
    title: /^inquirer-prompts: plain, Ctrl-C/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; .*ExitPromptError/,
    reason: 'A question reads the terminal in raw mode, where Ctrl-C is a key. The question then rejects with an `ExitPromptError`.',
    write: `\`if (error.name === 'ExitPromptError')\` ${ABORT}`,
    mend: 'inquirer-prompts: abort, Ctrl-C',
  },
  {
    title: /^prompts: plain, Ctrl-C/,
    came: /^code 0; log: goes on, cleanup begins, cleanup ends, exit 0; /,
    reason: 'A question reads the terminal in raw mode, where Ctrl-C is a key. The question then resolves without an answer.',
    write: "`prompts(questions, { onCancel: () => shutdown.abort(new InterruptError('SIGINT')) })`, awaited by `shutdown.race`",
    mend: 'prompts: abort, Ctrl-C',
  },
  {
    title: /^tinyexec: throwOnError, signal, SIGINT( alone)?$/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; .*killed by the signal SIGTERM/,
    reason:
      'When the signal aborts, tinyexec kills the child with SIGTERM, and its error names only that: the program itself did not receive SIGTERM. ' +
      'With Ctrl-C on a terminal, the child may die by SIGINT first.',
    write: '`.then(undefined, (error) => { shutdown.signal.throwIfAborted(); throw error; })`',
    mend: 'tinyexec: throwOnError, signal, throwIfAborted, SIGINT alone',
  },
  {
    title: /^actions-exec: plain, SIGINT/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'The error of @actions/exec mentions exit code 130 only in its message.',
    write: '`await exec(command, args).finally(() => shutdown.checkpoint());`',
    mend: 'actions-exec: checkpoint after it, SIGINT',
  },
  {
    title: /^modelcontextprotocol-sdk: callTool, SIGTERM/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; .*McpError/,
    reason: 'The error of an aborted call has the code of a timeout, and names the reason only in its message.',
    write: '`await client.callTool(params, undefined, { signal }).finally(() => shutdown.checkpoint());`',
    mend: 'modelcontextprotocol-sdk: callTool, checkpoint, SIGTERM',
  },
  {
    title: /^generative-ai: stream, SIGTERM/,
    came: /^code 1; log: cleanup begins, exit 1; .*Error reading from the stream/,
    reason:
      'An aborted stream fails with an error that does not look like an abort. `response`, a promise of the same answer that nobody awaits, rejects with it, too: ' +
      'an unhandled rejection, which ends the process before the cleanup is complete.',
    write: '`response.catch(() => {});` before the loop over `stream`, and `.finally(() => shutdown.checkpoint())` after the function with the loop',
    mend: 'generative-ai: stream, checkpoint, SIGTERM',
  },
  {
    title: /^redis-client: get, SIGTERM/,
    came: /^runs on; log: ; /,
    reason: 'A command that has been sent to the server can no longer be aborted: the client waits for the answer.',
    write: "`await shutdown.race(client.get('key'))`",
    mend: 'redis-client: get, race, SIGTERM',
  },
  {
    title: /^puppeteer-(core: plain|example: wrong)/,
    came: /^code (130; log: exit 130|1; log: (cleanup begins, cleanup ends, )?exit 1); /,
    reason:
      'Puppeteer listens to signals: at SIGINT it kills the browser and calls `process.exit(130)`; at SIGTERM and SIGHUP it closes the browser, so whatever the program does ' +
      'with it fails. And `page.goto` cannot be aborted.',
    write: '`puppeteer.launch({ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })` and `await shutdown.race(page.goto(url))`',
    mend: 'puppeteer-core: handleSIGINT: false, race, SIGINT',
  },
  {
    title: /^playwright-(core: plain|example: wrong)/,
    came: /^code (130; log: (cleanup begins, )?exit 130|1; log: (cleanup begins, cleanup ends, )?exit 1); /,
    reason:
      'Playwright listens to signals: at SIGINT, SIGTERM and SIGHUP it closes the browser, so that whatever the program does with it fails. At SIGINT it calls `process.exit(130)` then, ' +
      'even while the cleanup still runs.',
    write: '`chromium.launch({ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })` and `await shutdown.race(page.goto(url))`',
    mend: 'playwright-core: handleSIGINT: false, race, SIGINT',
  },
  {
    title: /^nodemon: wrong/,
    came: /^code 0; log: crashes, exit 0; /,
    reason: 'nodemon restarts a program by SIGUSR2, which kills it: its lock stays, and the new process fails at that.',
    write: "`captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'])`, or `nodemon --signal SIGTERM app.mjs`",
    mend: 'nodemon: right, nobody',
  },
  {
    title: /^(openai|anthropic-sdk): stream, SIGTERM/,
    came: /^code 0; log: goes on, cleanup begins, cleanup ends, exit 0; /,
    reason: 'The stream of an aborted answer ends as if it were complete, without an error: the program goes on.',
    write: '`shutdown.signal.throwIfAborted();` after the loop',
    mend: 'openai: stream, throwIfAborted, SIGTERM',
  },
  {
    title: /^oclif-core: plain/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: "oclif's `handle` prints every error and exits with 1.",
    write: `${RAISE} as the \`catch\` of the command`,
    mend: 'oclif-core: raiseSignal, SIGINT',
  },
  {
    title: /^commander: catch, SIGINT/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'The program catches everything, prints it and exits with 1.',
    write: RAISE,
    mend: 'commander: catch, raiseSignal, SIGINT',
  },
  {
    title: /^yargs: plain/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'yargs prints the usage and the error, and exits with 1.',
    write: `\`.fail(false)\`, which throws what the handler threw; or ${RAISE} in the function given to \`.fail\``,
    mend: 'yargs: fail(false), SIGINT',
  },
  {
    title: /^citty: runMain, SIGINT/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: "citty's `runMain` prints every error and exits with 1.",
    write: `${RAISE} in \`run\`; or \`runCommand\` instead of \`runMain\``,
    mend: 'citty: runMain, raiseSignal, SIGINT',
  },
  {
    title: /^winston: handleExceptions, SIGTERM/,
    came: /^code 1; log: cleanup begins, cleanup ends, exit 1; /,
    reason: 'With `handleExceptions` winston listens to uncaught exceptions, and so decides: it logs the interrupt and exits with 1.',
    write: `${RAISE} around the program`,
    mend: 'winston: handleExceptions, raiseSignal, SIGTERM',
  },
  {
    title: /^sentry-node: await/,
    came: /^code 1; log: cleanup begins, cleanup ends, sent event, exit 1; /,
    reason: 'Sentry listens to uncaught exceptions, and so decides: it reports the interrupt and exits with 1.',
    write: `${RAISE} around the program`,
    mend: 'sentry-node: raiseSignal, SIGTERM',
  },
  {
    title: /^sentry-node: floating/,
    came: /^code 0; log: cleanup begins, cleanup ends, exit 0; /,
    reason: 'Sentry listens to unhandled rejections, and ignores those that are named AbortError: nobody learns that a floating `main()` was interrupted.',
    write: `${RAISE} around the program`,
    mend: 'sentry-node: raiseSignal, SIGTERM',
  },
  {
    title: /^exit-hook: plain/,
    came: /^code 130; log: exit-hook 130, /,
    reason: 'exit-hook listens to SIGINT and SIGTERM, and calls `process.exit` as soon as its hooks are done.',
    write: "`process.removeAllListeners('SIGINT')`, and for SIGTERM, before the capture: the hooks run all the same, when the process exits",
    mend: 'exit-hook: without its listeners, SIGINT',
  },
  {
    title: /^close-with-grace: plain/,
    came: /^code 0; log: close-with-grace SIGTERM, /,
    reason: 'close-with-grace listens to signals and uncaught exceptions, and calls `process.exit` as soon as its callback is done.',
    write: "`closeWithGrace({ skip: ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'] }, …)`",
    mend: 'close-with-grace: skip, SIGTERM',
  },
];
