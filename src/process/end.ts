/**
 * How the process ends: output is flushed, the `'exit'` listeners run, the terminal leaves raw mode, and then the process dies by the signal, so that
 * shells and supervisors see the real cause.
 *
 * Where the signal cannot kill (PID 1, somebody else's listener, Windows, a signal that does not kill by default) the process exits with 128 + n.
 * Somebody else's listener is left in place: it is theirs, and exit code 128 + n says the same to most parents.
 *
 * An exit that somebody else causes, by `process.exit` or by an error of their own, goes its own way, even while output is being flushed.
 *
 * Tried and rejected: an `'exit'` listener that decides how the process ends. It cannot distinguish an explicit `process.exit(n)` from having run out
 * of work, and if it throws, later listeners do not run.
 */
import { monotonicMs } from '../platform/clock.ts';
import { armLastResort } from './deadlines.ts';
import { mayHaveOutput, quietly } from './internals.ts';
import { branded, roleOf } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { exit, ownPid, platform, signalSelf } from '../platform/self.ts';
import { RUNTIME } from '../platform/platform.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { isFatal, type SignalName } from '../interrupts/names.ts';
import { onTerminal } from '../platform/terminal.ts';
import { flush } from './flush.ts';
import { leaveToSystemOnBun } from './sigint.ts';
import { isHeardBySignalExitAlone, tellSignalExit } from './signal-exit.ts';

const FLUSH_MS = 1000;
const DEATH_MS = 1000;
let isEnding = false;

/**
 * Ends the process by the signal of an interrupt, or with an exit code. `flushMs`: how long flushing the output may take. `line`: ends by force, and
 * prints this on stderr. Does nothing if a copy of this package is already ending the process.
 */
export function endProcess(by: InterruptError | number, flushMs = FLUSH_MS, line?: () => string): void {
  if (isEnding || isEndedByAnotherCopy()) return;
  isEnding = true;
  if (line) {
    warn(line());
    armLastResort(monotonicMs() + flushMs); // leaves time for the output and for the 'exit' listeners
  }
  const code = typeof by === 'number' ? by : by.exitCode;
  let isOurs = RUNTIME === 'bun'; // except for an exit with another code
  const onExit = branded('ending', (exitCode: number) => {
    if (!isOurs || exitCode !== code) return;
    leaveRawMode();
    if (typeof by === 'object') die(by.signal, () => runLater(onExit, exitCode));
  });
  quietly(() => process.on('exit', onExit));
  if (RUNTIME === 'bun') process.exitCode = code; // it exits at once when a rejection was its last work
  flush(flushMs, () => {
    isOurs = true;
    exit(code);
  });
}

function warn(line: string): void {
  try {
    process.stderr.write(`${line}\n`);
  } catch {
    // stderr is gone (Deno), or somebody's own `write` throws: the process has to end all the same
  }
}

function isEndedByAnotherCopy(): boolean {
  return process.listeners('exit').some((listener) => roleOf(listener) === 'ending');
}

/** Listeners added after this one run first: the kill has to be the very last thing. */
function runLater(listener: (code: number) => void, code: number): void {
  const all = process.rawListeners('exit');
  for (const later of all.slice(all.indexOf(listener) + 1)) later.call(process, code);
}

function die(signal: SignalName, runExitListeners: () => void): void {
  silence(signal);
  if (signal === 'SIGINT') leaveToSystemOnBun();
  if (!killsThisProcess(signal)) return;
  runExitListeners();
  if (!tellSignalExit(signal)) return;
  signalSelf(signal);
  // Deno acts on a signal from another thread: do not let the exit overtake it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DEATH_MS);
}

/** PID 1 is not killed by what it sends itself, and Deno crashes when it tries. */
function killsThisProcess(signal: SignalName): boolean {
  return ownPid() !== 1 && platform !== 'win32' && isFatal(signal) && isHeardBySignalExitAlone(signal);
}

/** Removes our listeners and those of other copies. */
function silence(signal: SignalName): void {
  for (const listener of process.listeners(signal as NodeJS.Signals)) if (roleOf(listener)) process.off(signal, listener);
}

function leaveRawMode(): void {
  try {
    if (onTerminal() && mayHaveOutput() && process.stdin.isRaw) process.stdin.setRawMode(false);
  } catch {
    // standard input is gone, and its terminal with it
  }
}
