/**
 * Errors that are an interrupt in other words.
 *
 * - An abort of somebody else's making, without the reason: axios, node-fetch, got, the SDKs and some of Node's own APIs throw one.
 *   While no scope has been interrupted it is an error as ever.
 * - The death of a child by a signal that has come to this process, too: Ctrl-C goes to the whole process group.
 */
import { findBehind } from '../signals/behind.ts';
import { asInterrupt, type InterruptError } from '../signals/interrupt-error.ts';
import { isSignalName, type SignalName } from '../signals/names.ts';
import { unspentRequest } from '../signals/request.ts';
import { isHeard } from '../signals/subscribers.ts';

/** The interrupt that an error is, in whatever words: one that the program may still be ending by. */
export function interruptBehind(error: unknown): InterruptError | undefined {
  return findBehind(error, (one) => {
    const signal = diedOf(one);
    if (asInterrupt(one)) return asInterrupt(one);
    if (signal !== undefined) return unspentRequest(signal)?.error;
    return looksLikeAbort(one) ? unspentRequest()?.error : undefined;
  });
}

/** Whether an error is this interrupt, in whatever words. */
export function isInterrupt(error: unknown, { signal }: InterruptError): boolean {
  return findBehind(error, (one) => {
    const words = asInterrupt(one)?.signal ?? diedOf(one);
    return words === signal || (words === undefined && looksLikeAbort(one)) || undefined;
  }) ?? false;
}

const ABORT_NAMES = new Set<unknown>(['AbortError', 'CanceledError', 'APIUserAbortError', 'AbortedError']);
const ABORT_CODES = new Set<unknown>(['ABORT_ERR', 'ERR_CANCELED', 'ERR_ABORTED']);

/** Whether an error says that something was aborted, as those of the platform and of the usual packages do. */
export function looksLikeAbort(error: unknown): boolean {
  const { name, code, constructor } = Object(error) as Partial<NodeJS.ErrnoException>;
  return ABORT_NAMES.has(name) || ABORT_CODES.has(code) || ABORT_NAMES.has(constructor?.name);
}

/** The signal that a child process died of, when an error says so. */
export function diedOf(error: unknown): SignalName | undefined {
  const { signal } = Object(error) as { signal?: unknown };
  return isSignalName(signal) ? signal : undefined;
}

const settled = new WeakSet<object>();

/** Whether an error may be the interrupt of a signal that is captured and has not been heard yet. */
export function mayTurnOutToBeInterrupt(error: unknown): boolean {
  const signal = diedOf(error);
  return signal !== undefined && !settled.has(error as object) && isHeard(signal);
}

/** It was none: from now on it is an error as ever. */
export function settleAsError(error: unknown): void {
  settled.add(error as object);
}
