/**
 * How the process ends: what was written goes out, the `'exit'` listeners run, the terminal leaves raw mode, and then the process
 * dies by the signal, so that shells and supervisors see the truth.
 *
 * Where the signal cannot kill (PID 1, somebody else's listener, Windows, a signal whose default is not to end) the process exits
 * with 128 + n. Somebody else's listener is left in place: it is theirs, and exit code 128 + n says the same to most parents.
 */
import { branded, roleOf } from '../runtime/brand.ts';
import type { InterruptError } from '../signals/interrupt-error.ts';
import { RUNTIME } from '../runtime/runtime.ts';
import { isFatal, type SignalName } from '../signals/names.ts';
import { onTerminal } from '../signals/sigint-default.ts';
import { clearTimeout, setTimeout } from '../runtime/builtins.ts';

const FLUSH_MS = 1000;
const DEATH_MS = 1000;
const flushLimits = new WeakMap<InterruptError, number>();
let isEnding = false;
let isOverruled = false;

/** How long the output may take to go out when this interrupt ends the process: one second unless told. */
export function limitFlush(interrupt: InterruptError, ms: number): void {
  flushLimits.set(interrupt, ms);
}

/** An error that is no interrupt is about to end the process: it does so in its own way, after whatever was put aside. */
export function overrule(): void {
  isOverruled = true;
}

/** Ends the process by the signal of an interrupt, or with exit code 1. A second call does nothing. */
export function endProcess(interrupt: InterruptError | undefined, flushMs = interrupt && flushLimits.get(interrupt)): void {
  if (isEnding) return;
  isEnding = true;
  process.exitCode = interrupt?.exitCode ?? 1; // should the event loop end before the output has gone out
  dieAtExit(() => interrupt);
  flush(flushMs ?? FLUSH_MS, () => process.exit(interrupt?.exitCode ?? 1));
}

/** The same after one line on stderr. Does nothing when the process is being ended already, be it by another copy of this package. */
export function endByForce(line: string, interrupt: InterruptError | undefined, flushMs: number): void {
  const isEndedAlready = process.listeners('exit').some((listener) => roleOf(listener) === 'ending');
  if (isEndedAlready) return;
  process.stderr.write(`${line}\n`);
  endProcess(interrupt, Math.min(flushMs, FLUSH_MS));
}

/** When the process exits, for whatever reason, it dies by the signal of what `interrupt` then gives, if anything. */
export function dieAtExit(interrupt: () => InterruptError | undefined, role: 'ending' | 'aside' = 'ending'): void {
  const listener = branded(role, (code: number) => {
    leaveRawMode();
    const by = interrupt();
    if (by === undefined || isOverruled) return;
    process.exitCode = by.exitCode;
    unlisten(by.signal);
    if (!killsThisProcess(by.signal)) return;
    // Whoever came after this listener has its turn now: the kill has to be the very last thing.
    const all = process.rawListeners('exit');
    for (const later of all.slice(all.indexOf(listener) + 1)) later.call(process, code);
    process.kill(process.pid, by.signal);
    // Deno acts on a signal from another thread: do not let the exit overtake it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DEATH_MS);
  });
  process.on('exit', listener);
}

function unlisten(signal: SignalName): void {
  for (const listener of process.listeners(signal as NodeJS.Signals)) {
    if (roleOf(listener) === 'signal') process.off(signal, listener);
  }
  if (RUNTIME !== 'bun' || process.listenerCount(signal) > 0) return;
  // After `breakOnSigint`, only another on/off pair gives the signal back to the system there.
  const nobody = (): void => {};
  process.on(signal, nobody);
  process.off(signal, nobody);
}

/** As PID 1 nothing that the process sends itself kills it, and Deno crashes when it tries. */
function killsThisProcess(signal: SignalName): boolean {
  return process.pid !== 1 && process.platform !== 'win32' && isFatal(signal) && process.listenerCount(signal) === 0;
}

function leaveRawMode(): void {
  try {
    if (onTerminal() && process.stdin.isRaw) process.stdin.setRawMode(false);
  } catch {
    // standard input is gone, and its terminal with it
  }
}

/**
 * Calls back once stdout and stderr have taken all that was written to them, or after `ms`: at once when nothing waits. Bun does
 * not tell what waits, and calls back for an empty write at once: there the streams are ended.
 */
function flush(ms: number, callback: () => void): void {
  const isBun = RUNTIME === 'bun';
  const waiting = new Set([process.stdout, process.stderr].filter((stream) => isBun || stream.writableLength > 0));
  if (waiting.size === 0) return callback();
  const timer = setTimeout(callback, ms);
  for (const stream of waiting) {
    const done = (): void => {
      if (!waiting.delete(stream) || waiting.size > 0) return;
      clearTimeout(timer);
      callback();
    };
    stream.once('error', done); // the reader has gone
    stream.once('close', done);
    if (isBun) stream.end(done);
    else stream.write('', done);
  }
}
