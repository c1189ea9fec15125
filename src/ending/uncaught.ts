/**
 * Interrupts that nobody caught.
 *
 * An `uncaughtExceptionMonitor` listener sees every uncaught error without changing what becomes of it. For an interrupt, and only
 * then, it adds an `uncaughtException` listener for that one error, which keeps the runtime from printing it and leaves
 * the time to end in order.
 *
 * Tried and rejected: ending inside the monitor (a pipe gets the first 64 KiB only); a permanent `uncaughtException` listener (it
 * changes how every other error ends).
 */
import { branded, roleOf } from '../runtime/brand.ts';
import { dieAtExit, endProcess, overrule } from './end-process.ts';
import { findInterrupt, type InterruptError } from '../signals/interrupt-error.ts';
import { RUNTIME } from '../runtime/runtime.ts';

let isWatching = false;
let isHungUp = false;
let aside: InterruptError | undefined;
let diesAtExit = false;

/**
 * From now on, and for the life of the process, an interrupt that nobody catches ends it; while `holds` says that a scope is
 * open, it is put aside. After a SIGHUP the terminal is gone and what is written to it fails, also through `console`: beside an open
 * scope that is put aside too, or it would end the process before its cleanup.
 */
export function watchUncaught(holds: () => boolean, interrupt?: InterruptError): void {
  isHungUp ||= interrupt?.signal === 'SIGHUP';
  if (isWatching) return;
  isWatching = true;
  process.on('uncaughtExceptionMonitor', branded(holds, onUncaught));
  if (RUNTIME === 'bun') process.on('unhandledRejection', branded('uncaught', onBunRejection));
}

/** Until disposed, calls back with every error that nobody caught and that is not an interrupt; the process does not end by it. */
export function onUncaughtFailure(callback: (error: unknown) => void): () => void {
  const listener = branded('uncaught', (error: unknown) => {
    if (!findInterrupt(error)) callback(error);
  });
  process.on('uncaughtException', listener);
  return () => process.off('uncaughtException', listener);
}

let isThrowing = false;

/**
 * When the process exits and a scope that has failed was never closed, its failure is thrown from there: it ends the process as an uncaught
 * error does, instead of being lost.
 */
export function throwAtExit(failure: () => { readonly error: unknown } | undefined): void {
  if (isThrowing) return;
  isThrowing = true;
  process.on('exit', branded('aside', () => {
    const failed = failure();
    const isEnding = process.listeners('exit').some((listener) => roleOf(listener) === 'ending');
    if (failed === undefined || isEnding) return;
    for (const listener of process.listeners('uncaughtException')) {
      if (roleOf(listener) === 'uncaught') process.off('uncaughtException', listener);
    }
    throw failed.error;
  }));
}

/** A scope has closed. With the last one, what was put aside is settled. */
export function settleAside(): void {
  if (aside !== undefined && !isHeld()) aside = undefined;
}

function onUncaught(error: unknown, origin: string): void {
  const interrupt = findInterrupt(error);
  if (interrupt === undefined && !isOfTheTerminalThatIsGone(error)) {
    if (process.listenerCount('uncaughtException') === 0 && !hasCaptureCallback()) overrule();
    return unveil(error);
  }
  if (programHasTheLastWord()) return;
  if (origin === 'unhandledRejection') hushLateHandling();
  process.once('uncaughtException', branded('uncaught', () => interrupt && letGo(interrupt)));
}

function isOfTheTerminalThatIsGone(error: unknown): boolean {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return isHungUp && code === 'EIO' && syscall === 'write' && isHeld();
}

/**
 * A `SuppressedError` of the runtime's own is printed without the errors that it holds, because they are not enumerable. It is about
 * to be printed: make them so.
 */
function unveil(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'SuppressedError') return;
  for (const key of ['error', 'suppressed'] as const) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (property?.configurable && !property.enumerable) Object.defineProperty(error, key, { enumerable: true });
    unveil(property?.value);
  }
  if (RUNTIME === 'deno') Object.defineProperty(error, 'cause', { value: heldBy(error), configurable: true });
}

/** Deno prints what stands in `cause`, and nothing else that an error holds. */
function heldBy(error: Error): AggregateError {
  const { error: thrown, suppressed } = error as Error & Record<'error' | 'suppressed', unknown>;
  return new AggregateError([thrown, suppressed]);
}

/** Bun tells the monitor of exceptions only. What is thrown from here goes on as if this listener were not there. */
function onBunRejection(reason: unknown): void {
  if (process.listeners('unhandledRejection').some((listener) => roleOf(listener) === undefined)) return;
  const interrupt = findInterrupt(reason);
  if (interrupt === undefined || programHasTheLastWord()) throw reason;
  letGo(interrupt);
}

function hasCaptureCallback(): boolean {
  return process.hasUncaughtExceptionCaptureCallback?.() ?? false;
}

function programHasTheLastWord(): boolean {
  return hasCaptureCallback() || process.listeners('uncaughtException').some((listener) => roleOf(listener) === undefined);
}

function letGo(interrupt: InterruptError): void {
  if (!isHeld()) return endProcess(interrupt);
  aside = interrupt;
  if (diesAtExit) return;
  diesAtExit = true;
  dieAtExit(() => (isHeld() ? aside : undefined), 'aside');
}

/** Whether any copy of this package has an open scope. */
function isHeld(): boolean {
  return process.listeners('uncaughtExceptionMonitor').map(roleOf).some((role) => typeof role === 'function' && role());
}

let isHushing = false;

/**
 * A rejection that was put aside may be handled later, of which Node would warn. A listener keeps it from warning; for rejections
 * that are not interrupts, unless somebody else listens too, the warning is given as Node gives it.
 */
function hushLateHandling(): void {
  if (isHushing) return;
  isHushing = true;
  const listener = branded('uncaught', (promise: Promise<unknown>) => {
    if (process.listeners('rejectionHandled').some((other) => roleOf(other) === undefined)) return;
    promise.catch((reason: unknown) => {
      if (findInterrupt(reason)) return;
      process.emitWarning('Promise rejection was handled asynchronously', 'PromiseRejectionHandledWarning');
    });
  });
  process.on('rejectionHandled', listener);
}
