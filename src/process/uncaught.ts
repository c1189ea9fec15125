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
import { quietly } from './internals.ts';
import { process, queueMicrotask, setImmediate, setTimeout } from '../platform/builtins.ts';
import { anyCopySays, branded, isHeardByOthers } from './neighbours.ts';
import { whenSignalsAreIn } from './in-flight.ts';
import { mocked } from './mock.ts';
import { RUNTIME } from '../platform/platform.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { findBehind } from '../interrupts/causes.ts';
import { mockOf } from '../interrupts/unspent.ts';
import { endProcess, overrule } from './end.ts';
import { endedBy, forgottenReasons, openScopes } from './open-scopes.ts';
import { hushLateHandling } from './late-handling.ts';
import { watchForOutOfWork } from './out-of-work.ts';
import { interruptBehind, mayBeInterruptFor, settleAsError } from '../interrupts/words.ts';
import { makeEnumerable } from '../interrupts/suppressed-error.ts';

/** What is made of an uncaught error: it waits for the scopes that it has ended, it ends the process, or it is an error as ever. */
type Verdict = 'waits' | InterruptError | undefined;

function judge(error: unknown, origin?: string): Verdict {
  if (endedBy(error).length > 0 || waitsForAnotherCopy(error) || isOfForgottenScope(error)) return 'waits';
  return interruptBehind(error, origin === 'unhandledRejection');
}

/** It waits for ever. */
function isOfForgottenScope(error: unknown): boolean {
  return findBehind(error, (one) => forgottenReasons.has(one as object) || undefined) ?? false;
}

let isWatching = false;

/** From now on, and for the life of the process: an interrupt may be let go long after its scope has closed. */
export function watchUncaught(): void {
  mocked()?.attach(MOCKED);
  if (isWatching) return;
  isWatching = true;
  watch('uncaughtExceptionMonitor', onUncaught);
}

let isFresh = false;

/** The same, and more, when a scope ends. */
export function watchEnding(): void {
  if (isFresh) return;
  isFresh = true;
  queueMicrotask(() => (isFresh = false)); // once, when ten thousand scopes end together
  watch('uncaughtExceptionMonitor', onUncaught);
  watchForOutOfWork();
  watchRejections();
}

/** Bun tells the monitor of exceptions only, and what listens to rejections there changes how they end: not before there is reason to. */
function watchRejections(): void {
  if (RUNTIME === 'bun') watch('unhandledRejection', onBunRejection);
}

/** Somebody may have removed all listeners. */
function watch(event: 'uncaughtException' | 'uncaughtExceptionMonitor' | 'unhandledRejection', listener: (...args: any[]) => void): void {
  if (!process.listeners(event as 'exit').includes(listener)) quietly(() => process.on(event as 'exit', listener));
}

/** A copy of this package answers whether an uncaught error waits for one of its scopes. */
const onUncaught = branded((error: unknown) => endedBy(error).length > 0, (error: unknown, origin: string) => {
  const verdict = judge(error, origin);
  const patience = verdict === undefined ? mayBeInterruptFor(error) : undefined;
  if (verdict === undefined && patience === undefined) return letPass(error);
  if (programHasTheLastWord()) return;
  if (origin === 'unhandledRejection') hushLateHandling(error);
  process.once('uncaughtException', branded('uncaught', () => (patience === undefined ? act(error, verdict) : judgeLater(error as object, origin, patience))));
});

const MOCKED = {
  handle(error: unknown): unknown {
    const verdict = judge(error);
    const isMocked = verdict === 'waits' ? endedBy(error).some(({ mock }) => mock) : verdict && mockOf(verdict);
    if (isMocked) act(error, verdict);
    return isMocked;
  },
  forget() {
    for (const scope of openScopes) if (scope.mock) openScopes.delete(scope);
  },
};

function letPass(error: unknown): void {
  if (!programHasTheLastWord() && process.listenerCount('uncaughtException') === 0) overrule();
  makeEnumerable(error);
}

function act(error: unknown, verdict: Verdict): void {
  if (verdict === 'waits') for (const scope of endedBy(error)) scope.putAside(error);
  else if (verdict) endProcess(verdict);
}

const STEP_MS = 10;

/** Its signal may be on its way. When none comes it is an error as ever. */
function judgeLater(error: object, origin: string, patience: number): void {
  whenSignalsAreIn(() => {
    const verdict = judge(error, origin);
    if (verdict !== undefined) return act(error, verdict);
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
  const verdict = judge(error, 'unhandledRejection');
  if (verdict === undefined || programHasTheLastWord()) throw error;
  act(error, verdict);
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
  if (judge(error) !== undefined || mayBeInterruptFor(error) !== undefined) return;
  for (const callback of [...callbacks]) callback(error);
});

function programHasTheLastWord(): boolean {
  const hasCaptureCallback = process.hasUncaughtExceptionCaptureCallback?.() ?? false;
  return hasCaptureCallback || isHeardByOthers('uncaughtException');
}

/** This one has said no. */
function waitsForAnotherCopy(error: unknown): boolean {
  return anyCopySays('uncaughtExceptionMonitor', error);
}
