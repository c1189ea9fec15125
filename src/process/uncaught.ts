/**
 * Errors that nobody caught.
 *
 * An `uncaughtExceptionMonitor` listener sees every one, without changing what happens to it. Only for an error that comes from a scope's reason does
 * it add an `uncaughtException` listener, for that one error. That keeps the runtime from printing it, and leaves time to end in order.
 *
 * Tried and rejected: ending inside the monitor (a pipe gets only the first 64 KiB); a permanent `uncaughtException` listener (it changes how every
 * other error ends).
 */
import { queueMicrotask, process, setImmediate, setTimeout } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { makeEnumerable } from '../interrupts/suppressed-error.ts';
import { mayBeInterruptFor, settleAsError } from './words.ts';
import { whenSignalsAreIn } from './in-flight.ts';
import { quietly } from './internals.ts';
import { hushLateHandling } from './late-handling.ts';
import { branded, isHeardByOthers } from './neighbours.ts';
import { watchForOutOfWork } from './out-of-work.ts';
import { execute, system, worlds } from './system.ts';
import { scopesEndedBy, judge, type Verdict } from './verdict.ts';

/** `isFresh`: checked since the last turn of microtasks. `isOnce`: checked at least once. */
const watched = { isFresh: false, isOnce: false };

/** A scope opens. Watches from the first scope on, and for the life of the process: an interrupt may go uncaught long after its scope has closed. */
export function watchUncaught(): void {
  if (!watched.isOnce) watchUncaughtAnew();
}

/** A scope begins to end, or has closed. Somebody may have removed all listeners. */
export function watchUncaughtAnew(): void {
  if (watched.isOnce) watchRejections();
  if (watched.isFresh) return;
  watched.isFresh = watched.isOnce = true;
  queueMicrotask(() => (watched.isFresh = false)); // once, when ten thousand scopes end together
  watch('uncaughtExceptionMonitor', onUncaught);
  watchForOutOfWork();
}

/** On Bun the monitor sees only exceptions, and a listener for rejections changes how they end: so none is added before there is reason to. */
function watchRejections(): void {
  if (RUNTIME === 'bun') watch('unhandledRejection', onBunRejection);
}

function watch(event: 'uncaughtException' | 'uncaughtExceptionMonitor' | 'unhandledRejection', listener: (...args: any[]) => void): void {
  if (!process.listeners(event as 'exit').includes(listener)) quietly(() => process.on(event as 'exit', listener));
}

const judgeNow = (error: unknown, origin?: string): Verdict => judge(error, origin === 'unhandledRejection', worlds());
const isHeard = system.journal.isHeard.bind(system.journal);

/** To other copies of this package it answers whether an uncaught error waits for one of its scopes. */
const onUncaught = branded((error: unknown) => scopesEndedBy(error, worlds()).length > 0, (error: unknown, origin: string) => {
  const verdict = judgeNow(error, origin);
  const patience = verdict === undefined ? mayBeInterruptFor(error, isHeard) : undefined;
  if (verdict === undefined && patience === undefined) return makeEnumerable(error);
  if (programHasTheLastWord()) return;
  if (origin === 'unhandledRejection') hushLateHandling(error);
  process.once('uncaughtException', branded('uncaught', () => (patience === undefined ? execute(error, verdict, againAs(origin)) : judgeLater(error as object, origin, patience))));
});

const STEP_MS = 10;

/** The signal behind it may be on its way. If none comes, it is an error like any other. */
function judgeLater(error: object, origin: string, patience: number): void {
  whenSignalsAreIn(() => {
    const verdict = judgeNow(error, origin);
    if (verdict !== undefined) return execute(error, verdict, againAs(origin));
    if (patience > 0) return void setTimeout(judgeLater, STEP_MS, error, origin, patience - STEP_MS);
    settleAsError(error);
    againAs(origin)(error);
  });
}

/** What makes an error an uncaught one of this origin. */
const againAs = (origin: string) => (error: unknown): void => {
  if (origin === 'unhandledRejection') void Promise.reject(error);
  else setImmediate(() => {
    throw error;
  });
};

/** On Bun the monitor sees only exceptions. What is thrown from here goes on as if this listener were not there. */
const onBunRejection = branded('uncaught', (error: unknown) => {
  if (isHeardByOthers('unhandledRejection')) return;
  const verdict = judgeNow(error, 'unhandledRejection');
  if (verdict === undefined || programHasTheLastWord()) throw error;
  execute(error, verdict, againAs('unhandledRejection'));
});

const callbacks = new Set<(error: unknown) => void>();

/** Until disposed, calls back with every uncaught error that does not come from some scope's reason. Such an error then does not end the process. */
export function onUncaughtFailure(callback: (error: unknown) => void): () => void {
  callbacks.add(callback);
  watch('uncaughtException', onFailure);
  watchRejections();
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) process.off('uncaughtException', onFailure);
  };
}

const onFailure = branded('uncaught', (error: unknown) => {
  if (judgeNow(error) !== undefined || (mayBeInterruptFor(error, isHeard) !== undefined && !programHasTheLastWord())) return;
  for (const callback of [...callbacks]) callback(error);
});

function programHasTheLastWord(): boolean {
  const hasCaptureCallback = process.hasUncaughtExceptionCaptureCallback?.() ?? false;
  return hasCaptureCallback || isHeardByOthers('uncaughtException');
}
