/**
 * Errors that nobody caught.
 *
 * An `uncaughtExceptionMonitor` listener sees every one without changing what becomes of it. For what a scope was ended with, and only
 * then, it adds an `uncaughtException` listener for that one error, which keeps the runtime from printing it and leaves the time to end
 * in order.
 *
 * Tried and rejected: ending inside the monitor (a pipe gets the first 64 KiB only); a permanent `uncaughtException` listener (it
 * changes how every other error ends).
 */
import { queueMicrotask, process, setImmediate, setTimeout } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { makeEnumerable } from '../interrupts/suppressed-error.ts';
import { mayBeInterruptFor, settleAsError } from './words.ts';
import { overrule } from './end.ts';
import { whenSignalsAreIn } from './in-flight.ts';
import { quietly } from './internals.ts';
import { hushLateHandling } from './late-handling.ts';
import { branded, isHeardByOthers } from './neighbours.ts';
import { watchForOutOfWork } from './out-of-work.ts';
import { execute, system, worlds } from './system.ts';
import { endedBy, judge, type Verdict } from './verdict.ts';

/** Since the last turn of microtasks, or ever. */
const watched = { isFresh: false, isOnce: false };

/** A scope opens. From the first on, and for the life of the process: an interrupt may be let go long after its scope has closed. */
export function watchUncaught(): void {
  if (!watched.isOnce) watchUncaughtAnew();
}

/** A scope ends. Somebody may have removed all listeners. */
export function watchUncaughtAnew(): void {
  if (watched.isOnce) watchRejections();
  if (watched.isFresh) return;
  watched.isFresh = watched.isOnce = true;
  queueMicrotask(() => (watched.isFresh = false)); // once, when ten thousand scopes end together
  watch('uncaughtExceptionMonitor', onUncaught);
  watchForOutOfWork();
}

/** Bun tells the monitor of exceptions only, and what listens to rejections there changes how they end: not before there is reason to. */
function watchRejections(): void {
  if (RUNTIME === 'bun') watch('unhandledRejection', onBunRejection);
}

function watch(event: 'uncaughtException' | 'uncaughtExceptionMonitor' | 'unhandledRejection', listener: (...args: any[]) => void): void {
  if (!process.listeners(event as 'exit').includes(listener)) quietly(() => process.on(event as 'exit', listener));
}

const judgeNow = (error: unknown, origin?: string): Verdict => judge(error, origin === 'unhandledRejection', worlds());
const isHeard = system.journal.isHeard.bind(system.journal);

/** A copy of this package answers whether an uncaught error waits for one of its scopes. */
const onUncaught = branded((error: unknown) => endedBy(error, worlds()).length > 0, (error: unknown, origin: string) => {
  const verdict = judgeNow(error, origin);
  const patience = verdict === undefined ? mayBeInterruptFor(error, isHeard) : undefined;
  if (verdict === undefined && patience === undefined) return letPass(error);
  if (programHasTheLastWord()) return;
  if (origin === 'unhandledRejection') hushLateHandling(error);
  process.once('uncaughtException', branded('uncaught', () => (patience === undefined ? execute(error, verdict) : judgeLater(error as object, origin, patience))));
});

function letPass(error: unknown): void {
  if (!programHasTheLastWord() && process.listenerCount('uncaughtException') === 0) overrule();
  makeEnumerable(error);
}

const STEP_MS = 10;

/** Its signal may be on its way. When none comes it is an error as ever. */
function judgeLater(error: object, origin: string, patience: number): void {
  whenSignalsAreIn(() => {
    const verdict = judgeNow(error, origin);
    if (verdict !== undefined) return execute(error, verdict);
    if (patience > 0) return void setTimeout(judgeLater, STEP_MS, error, origin, patience - STEP_MS);
    settleAsError(error);
    if (origin === 'unhandledRejection') void Promise.reject(error);
    else setImmediate(() => {
      throw error;
    });
  });
}

/** Bun tells the monitor of exceptions only. What is thrown from here goes on as if this listener were not there. */
const onBunRejection = branded('uncaught', (error: unknown) => {
  if (isHeardByOthers('unhandledRejection')) return;
  const verdict = judgeNow(error, 'unhandledRejection');
  if (verdict === undefined || programHasTheLastWord()) throw error;
  execute(error, verdict);
});

const callbacks = new Set<(error: unknown) => void>();

/** Until disposed, calls back with every error that nobody caught and that is not what some scope was ended with; the process does not end by it. */
export function onUncaughtFailure(callback: (error: unknown) => void): () => void {
  callbacks.add(callback);
  watch('uncaughtException', onFailure);
  watchRejections();
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) process.off('uncaughtException', onFailure);
  };
}

const onFailure = branded('uncaught', (error: unknown) => {
  if (judgeNow(error) !== undefined || mayBeInterruptFor(error, isHeard) !== undefined) return;
  for (const callback of [...callbacks]) callback(error);
});

function programHasTheLastWord(): boolean {
  const hasCaptureCallback = process.hasUncaughtExceptionCaptureCallback?.() ?? false;
  return hasCaptureCallback || isHeardByOthers('uncaughtException');
}
