/**
 * Errors that are an interrupt in other words.
 *
 * - An abort of somebody else's making, without the reason: axios, node-fetch, got, the SDKs and some of Node's own APIs throw one. While
 *   no scope has been interrupted it is an error as ever; so is a time limit of the program's own, which looks alike.
 * - The death of a child by a signal that has come to this process, too: a key goes to the whole process group.
 * - A write to stdout or stderr that fails beside an open scope that was interrupted: the reader, or the terminal, has ended by the same key.
 *
 * Tried and rejected: a child that the program itself has killed, from an abort listener perhaps. Its error says as much (`killed`), but so does that of
 * one that has run out of its `timeout`, which is a failure to be told.
 *
 * A child, a reader and a terminal may end a moment before their signal is heard. Such an error is judged when that is over.
 */
import { tolerant } from '../runtime/tolerant.ts';
import { findBehind } from '../signals/behind.ts';
import { asInterrupt, type InterruptError } from '../signals/interrupt-error.ts';
import { isSignalName, signalOf, type SignalName } from '../signals/names.ts';
import { isHeard } from '../signals/subscribers.ts';
import { unspentRequest } from '../signals/unspent.ts';
import { isBrokenOutput, isGoneTerminal } from './broken-output.ts';

/**
 * The interrupt that an error is, in whatever words: one that the program may still be ending by. A failed write is one where a block has let it go, as
 * `pipeline` does; what stdout itself emits is an error as ever.
 */
export function interruptBehind(error: unknown, isLetGo: boolean): InterruptError | undefined {
  return findBehind(error, (one) => {
    const signal = diedOf(one);
    if (asInterrupt(one)) return asInterrupt(one);
    if (signal !== undefined) return unspentRequest(signal)?.error;
    return looksLikeAbort(one) || (isLetGo && isBrokenOutput(one)) ? unspentRequest()?.error : undefined;
  });
}

/** Whether an error is this interrupt, of a scope that is open, in whatever words. */
export function isInterrupt(error: unknown, { signal }: InterruptError): boolean {
  return findBehind(error, (one) => {
    const words = asInterrupt(one)?.signal ?? diedOf(one);
    return words === signal || (words === undefined && looksLikeAbort(one)) || isBrokenOutput(one) || undefined;
  }) ?? false;
}

export { standsFor } from '../process/internals.ts';

const ABORTS = new Set<unknown>(['AbortError', 'CanceledError', 'APIUserAbortError', 'ABORT_ERR', 'ERR_CANCELED', 'ERR_ABORTED']);

/** Whether an error says that something was aborted, as those of the platform and of well-known packages do. */
export const looksLikeAbort = tolerant((error: unknown): boolean => {
  const { name, code, message, constructor, cause } = Object(error) as Partial<NodeJS.ErrnoException>;
  if ((cause as Error | undefined)?.name === 'TimeoutError') return false;
  const isCutOff = code === 'ECONNRESET' && message === 'aborted'; // the body of a response of `node:http`
  return isCutOff || ABORTS.has(name) || ABORTS.has(code) || ABORTS.has(constructor?.name);
}, false);

/** An abort that does not say why: it may be that of any scope. */
export const isAbortWithoutReason = tolerant((error: unknown): boolean => {
  const seen = new Set<unknown>();
  for (let one = error; one !== undefined; one = (one as Error).cause) {
    if (seen.has(one) || !looksLikeAbort(one) || asInterrupt(one)) return false;
    seen.add(one);
  }
  return true;
}, false);

interface DeadChild {
  signal?: unknown;
  /** tinyexec */
  signalCode?: unknown;
  /** nano-spawn */
  signalName?: unknown;
  /** A shell, or a child that has cleaned up, says 128 + n. */
  exitCode?: unknown;
  status?: unknown;
  code?: unknown;
}

/** The signal that a child process died of, when an error says so. */
function diedOf(error: unknown): SignalName | undefined {
  const child = Object(error) as DeadChild;
  const name = [child.signal, child.signalCode, child.signalName].find(isSignalName);
  if (name !== undefined || !('stdout' in child || 'cmd' in child || 'pid' in child)) return name;
  const status = [child.exitCode, child.status, child.code].find((value) => typeof value === 'number');
  return status === undefined ? undefined : signalOf(status - 128);
}

const settled = new WeakSet<object>();

/** For how many milliseconds an uncaught error may still turn out to be an interrupt; `undefined` when it is an error as ever. */
export const mayBeInterruptFor = tolerant((error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || settled.has(error)) return undefined;
  const signal = diedOf(error);
  if (isGoneTerminal(error) && isHeard('SIGHUP')) return 100; // which a shell passes on
  if (isBrokenOutput(error) && isHeard()) return 20;
  return signal !== undefined && isHeard(signal) ? 0 : undefined;
}, undefined);

/** It was none: from now on it is an error as ever. */
export function settleAsError(error: object): void {
  settled.add(error);
}
