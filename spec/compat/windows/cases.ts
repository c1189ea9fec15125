import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from './session.ts';

/** One program, what is done to it, and what must become of it. */
export interface Case {
  title: string;
  program: string;
  args?: readonly string[];
  /** What a user does: presses Ctrl-C once the program is ready, where nothing else is said. */
  act?(session: Session): unknown;
  /** 128 + the signal's number where the process ends by an interrupt. */
  code: number;
  log: readonly (string | RegExp)[];
  /** Of all that the console shows; nothing by default. */
  shown?: RegExp;
}

/** Of a process that the system ends because nobody listens to SIGINT. Windows says 0xC000013A, Wine 0; in any case no `'exit'` listener runs. */
const ENDED_BY_SYSTEM = 0;
/** Of a process that was ended by SIGKILL, which is TerminateProcess there. */
const TERMINATED = 1;

const json = (options: object) => JSON.stringify(options);
const nothing = (): void => {};

/** Presses Ctrl-C when the program has logged that line. */
export async function pressAfter(line: string, session: Session): Promise<void> {
  await session.logged(line);
  session.press();
}

export const cases: readonly Case[] = [
  {
    title: 'Ctrl-C runs the cleanup, and the exit code is 130',
    program: 'cleans-up', args: ['quick'], code: 130, log: ['ready', 'cleaning up', 'cleaned up', 'exit 130'],
  },
  {
    title: 'A relayed second Ctrl-C leaves the cleanup complete',
    program: 'cleans-up', args: ['is told twice', json({ repeatMs: 60_000 })],
    async act(session) {
      await pressAfter('ready', session);
      await pressAfter('cleaning up', session);
    },
    code: 130,
    log: ['ready', 'somebody else hears SIGINT 1', 'cleaning up', 'somebody else hears SIGINT 2', 'cleaned up', 'exit 130'],
  },
  {
    title: 'A second Ctrl-C ends a cleanup that hangs',
    program: 'cleans-up', args: ['hangs', json({ repeatMs: 50 })],
    async act(session) {
      await pressAfter('ready', session);
      await pressAfter('SIGINT is given back', session);
    },
    code: ENDED_BY_SYSTEM, log: ['ready', 'cleaning up', 'SIGINT is given back'],
  },
  {
    title: 'A second Ctrl-C ends a cleanup that blocks',
    program: 'cleans-up', args: ['blocks', json({ repeatMs: 50 })],
    async act(session) {
      await pressAfter('ready', session);
      await pressAfter('SIGINT is given back', session);
    },
    code: ENDED_BY_SYSTEM, log: ['ready', 'cleaning up', 'SIGINT is given back'],
  },
  {
    title: 'A second Ctrl-C ends a program that blocks from the turn of the first',
    program: 'cleans-up', args: ['blocks at once', json({ repeatMs: 50 })],
    async act(session) {
      await pressAfter('ready', session);
      await session.logged('blocks');
      await session.insist();
    },
    code: ENDED_BY_SYSTEM, log: ['ready', 'blocks'],
  },
  {
    title: 'graceMs ends a cleanup that hangs, and says why',
    program: 'cleans-up', args: ['hangs', json({ graceMs: 300 })],
    code: 130, log: ['ready', 'cleaning up', 'exit 130'], shown: /^capture-signals: still open 300 ms after SIGINT/,
  },
  {
    title: 'graceMs ends a cleanup that waits for nothing',
    program: 'cleans-up', args: ['hangs on nothing', json({ graceMs: 300 })],
    code: 130, log: ['ready', 'cleaning up', 'exit 130'], shown: /^capture-signals: still open 300 ms after SIGINT/,
  },
  {
    title: 'graceMs ends a cleanup that blocks',
    program: 'cleans-up', args: ['blocks', json({ graceMs: 300, repeatMs: 50 })],
    code: TERMINATED, log: ['ready', 'cleaning up', 'SIGINT is given back'],
  },
  {
    title: 'graceMs ends a program that blocks from the turn of the signal',
    program: 'cleans-up', args: ['blocks at once', json({ graceMs: 300 })],
    code: TERMINATED, log: ['ready', 'blocks'],
  },
  { title: 'interruptible() is broken by Ctrl-C', program: 'computes', args: ['interruptible'], code: 130, log: ['ready', 'cleaned up', 'exit 130'] },
  { title: 'checkpoint() lets Ctrl-C in', program: 'computes', args: ['checkpoint'], code: 130, log: ['ready', 'cleaned up', 'exit 130'] },
  {
    title: 'watchdog: true has Ctrl-C end a loop that has been stuck for a second',
    program: 'is-stuck', args: [json({ watchdog: true })],
    async act(session) {
      await session.logged('ready');
      await sleep(2000);
      session.press();
    },
    code: TERMINATED, log: ['ready'],
  },
  {
    title: 'watchdog: true hears Ctrl-C again when the loop turns',
    program: 'is-stuck', args: [json({ watchdog: true }), 'goes on'],
    async act(session) {
      await session.logged('ready');
      await sleep(2000);
      session.put('pressed');
      await session.logged('turning');
      session.press();
    },
    code: 130, log: ['ready', 'turning', 'cleaned up', 'exit 130'],
  },
  { title: 'Closing without a signal leaves nothing behind', program: 'closes', act: nothing, code: 0, log: ['closed, 0 listeners', 'exit 0'] },
  {
    title: 'After closing Ctrl-C does what it did before',
    program: 'closes', args: ['stays'],
    async act(session) {
      await pressAfter('closed, 0 listeners', session);
    },
    code: ENDED_BY_SYSTEM, log: ['closed, 0 listeners'],
  },
  {
    title: 'A Ctrl-C that a busy block cannot have seen is thrown by closing',
    program: 'is-too-busy-to-notice',
    async act(session) {
      await pressAfter('ready', session);
      session.put('pressed');
    },
    code: 130, log: ['ready', 'block done', 'exit 130'],
  },
  { title: 'An interrupt that is caught lets the program go on', program: 'ends', args: ['catches it and goes on'], code: 0, log: ['ready', 'caught SIGINT', 'still here', 'exit 0'] },
  { title: 'A block that sees the interrupt and returns exits 0', program: 'ends', args: ['returns'], code: 0, log: ['ready', 'SIGINT, 130', 'still here', 'exit 0'] },
  { title: 'An error of its own ends the program as ever', program: 'ends', args: ['fails'], code: 1, log: ['ready', 'exit 1'], shown: /Error: an error of its own/ },
  { title: 'process.exit() in an interrupted scope exits with its code', program: 'ends', args: ['exits'], code: 7, log: ['ready', 'exit 7'] },
  {
    title: 'onSignal prevents a request',
    program: 'prevents',
    async act(session) {
      await pressAfter('ready', session);
      await session.logged('request 1');
      await session.insist('request 2');
    },
    code: 130, log: ['ready', 'request 1', 'request 2', 'cleaned up', 'exit 130'],
  },
  {
    title: 'Two captures hear one Ctrl-C',
    program: 'two-captures', args: [json({})],
    act: (session) => pressAfter('the newer waits, not interrupted', session),
    code: 0,
    log: ['the newer waits, not interrupted', 'the newer is interrupted', 'the older waits, interrupted', 'the older is interrupted', 'exit 0'],
  },
  {
    title: 'An exclusive capture keeps Ctrl-C from an older one, while it is open',
    program: 'two-captures', args: [json({ exclusive: true })],
    async act(session) {
      await pressAfter('the newer waits, not interrupted', session);
      await session.logged('the older waits, not interrupted');
      await session.insist('the older is interrupted');
    },
    code: 0,
    log: ['the newer waits, not interrupted', 'the newer is interrupted', 'the older waits, not interrupted', 'the older is interrupted', 'exit 0'],
  },
  { title: 'Tasks are all told at once, and all awaited', program: 'tasks', code: 130, log: ['ready', 'the quick one has stopped', 'the slow one has stopped', 'exit 130'] },
  { title: 'An interrupt beside the block waits for its cleanup', program: 'lets-go-beside', code: 130, log: ['ready', 'cleaned up', 'exit 130'] },
  {
    title: 'watchSignals() gives every Ctrl-C and interrupts nothing',
    program: 'watches',
    async act(session) {
      await pressAfter('ready', session);
      await pressAfter('SIGINT 1', session);
    },
    code: 0, log: ['ready', 'SIGINT 1', 'SIGINT 2', '0 listeners', 'exit 0'],
  },
  { title: 'raiseSignal() sends SIGTERM to a capture', program: 'raises', args: ['SIGTERM'], act: nothing, code: 143, log: ['heard SIGTERM', 'cleaned up', 'exit 143'] },
  { title: 'raiseSignal() sends SIGBREAK to a capture', program: 'raises', args: ['SIGBREAK'], act: nothing, code: 149, log: ['heard SIGBREAK', 'cleaned up', 'exit 149'] },
  { title: 'raiseSignal() ends a program that does not listen to it', program: 'raises', args: ['SIGTERM', 'nobody'], act: nothing, code: TERMINATED, log: [] },
  {
    title: 'drainServer() answers what is in flight',
    program: 'serves',
    async act(session) {
      const port = (await session.logged(/^listens/)).split(' ')[1];
      const response = fetch(`http://127.0.0.1:${port}`); // from this side: a Node that connects to another fails under Wine 8
      await pressAfter('answering', session);
      const { headers, text } = await response.then(async (answer) => ({ headers: answer.headers, text: await answer.text() }));
      if (text !== 'whole' || headers.get('connection') !== 'close') throw new Error(`answered ${text}, connection: ${headers.get('connection')}`);
    },
    code: 130, log: [/^listens/, 'answering', 'drained, closed', 'exit 130'],
  },
  {
    title: 'What was written goes out whole into a pipe',
    program: 'reads-a-mebibyte', act: nothing, code: 0, log: ['1048576 bytes, then exit code 143', 'exit 0'],
  },
];
