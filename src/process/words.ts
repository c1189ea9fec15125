/**
 * What an error says in the words of whoever made it, and whose doing it is.
 *
 * - *An interrupt*: of this package, of another copy of it, or a clone from another thread.
 * - *An abort without a cause*: axios, node-fetch, got, the SDKs and some of Node's own APIs throw one. It may be due to whatever has ended. One
 *   that has a cause is what its cause is: an interrupt, a real error, a reason of the program's own.
 * - *The death of a child* by a signal, which counts when that has come to this process, too: a key goes to the whole process group.
 * - *Output that failed*: the reader of stdout or stderr, or the terminal, has ended by the same key.
 *
 * Without an interrupt each is an error as ever. A child, a reader and a terminal may end a moment before their signal is heard: such an error
 * is judged when that is over.
 *
 * Tried and rejected: a child that the program itself has killed, from an abort listener perhaps. Its error says as much (`killed`), but so does that of
 * one that has run out of its `timeout`, which is a failure to be told.
 */
import { standsFor } from './internals.ts';
import { tolerant } from '../platform/tolerant.ts';
import { findCause } from '../interrupts/causes.ts';
import { asInterrupt, InterruptError } from '../interrupts/interrupt-error.ts';
import { isSignalName, signalOf, type SignalName } from '../interrupts/names.ts';
import { isBrokenOutput, isGoneTerminal } from './output.ts';

export type Words =
  | { readonly say: 'interrupt'; readonly interrupt: InterruptError }
  | { readonly say: 'death'; readonly signal: SignalName }
  | { readonly say: 'abort' | 'output' };

/** Of this very error; not of what is behind it. */
export function wordsOf(error: unknown): Words | undefined {
  const interrupt = asInterrupt(error);
  if (interrupt) return { say: 'interrupt', interrupt };
  const signal = diedOf(error);
  if (signal !== undefined) return { say: 'death', signal };
  return isAbortWithoutCause(error) ? { say: 'abort' } : isBrokenOutput(error) ? { say: 'output' } : undefined;
}

/** The names and classes of aborts: `RequestAbortedError`, `APIUserAbortError`, `OperationCanceledException`, `CancelError`, ... */
const ABORTS = /Abort(ed)?Error$|Cancell?ed|^Cancel(lation)?Error$/;
/** Of the platform, of axios, of got, of superagent. */
const ABORT_CODES = new Set<unknown>(['ABORT_ERR', 'ERR_CANCELED', 'ERR_ABORTED', 'ABORTED']);

const isAbortWithoutCause = tolerant((error: unknown): boolean => {
  const { name, code, message, constructor, cause } = Object(error) as Partial<NodeJS.ErrnoException>;
  if (saysSomething(cause)) return false;
  if (ABORT_CODES.has(code) || ABORTS.test(String(name)) || ABORTS.test(String(constructor?.name))) return true;
  if (code === 'ECONNRESET') return message === 'aborted'; // the body of a response of `node:http`
  return (code as unknown) === 1 && (name === 'ConnectError' || ('metadata' in (error as object) && 'details' in (error as object))); // of gRPC: "cancelled"
}, false);

/** got gives an empty object where there is no cause. */
function saysSomething(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null ? 'message' in cause || Object.keys(cause).length > 0 : cause !== undefined && cause !== null;
}

interface DeadChild {
  signal?: unknown;
  /** tinyexec */
  signalCode?: unknown;
  /** nano-spawn */
  signalName?: unknown;
  /** A shell, or a child that has cleaned up, says 128 + n: execa and tinyexec here, and nobody else anything. */
  exitCode?: unknown;
  status?: unknown;
  code?: unknown;
}

/** The signal that a child process died of, when an error says so. */
function diedOf(error: unknown): SignalName | undefined {
  const child = Object(error) as DeadChild;
  const name = [child.signal, child.signalCode, child.signalName].find(isSignalName);
  if (name !== undefined) return name;
  const isOfChild = 'stdout' in child || 'cmd' in child || 'pid' in child;
  const status = [child.exitCode, ...(isOfChild ? [child.status, child.code] : [])].find((value) => typeof value === 'number');
  return status === undefined ? undefined : signalOf(status - 128);
}

/** Why a scope ends: the reason that it was cancelled with, and the interrupt, which may have come later. */
export interface Ending {
  readonly reason: unknown;
  readonly interrupt: InterruptError | undefined;
}

/**
 * Whether an error is due to the end of a scope, in whatever words: its reason, its own interrupt, or what may be anybody's. The interrupt of another scope
 * is not; `takesAborts` tells whether an abort without a cause is.
 */
export function isCausedBy(error: unknown, { reason, interrupt }: Ending, takesAborts = true): boolean {
  return findCause(error, (one) => {
    if (one === reason || (reason !== undefined && standsFor(one, reason))) return true;
    const words = wordsOf(one);
    switch (words?.say) {
      case 'interrupt': return (interrupt && isSame(one, words.interrupt, interrupt)) || undefined;
      case 'death': return words.signal === interrupt?.signal || undefined;
      case 'abort': return takesAborts || undefined;
      default: return words && true;
    }
  }) ?? false;
}

/** Whether an error is this one, or wraps it. */
export function isBehind(error: unknown, reason: unknown): boolean {
  return findCause(error, (one) => one === reason || standsFor(one, reason) || undefined) ?? false;
}

/** Those of another copy, and clones, of which a new one is made, are told by their signal. */
function isSame(error: unknown, { signal }: InterruptError, interrupt: InterruptError): boolean {
  return error === interrupt || (signal === interrupt.signal && !(error instanceof InterruptError));
}

/**
 * The interrupt that an uncaught error is, in whatever words: one that the program may still be ending by. A failed write is one where a block has let it go, as
 * `pipeline` does; what stdout itself emits is an error as ever.
 */
export function interruptBehind(error: unknown, isLetGo: boolean, mayEndBy: (signal?: SignalName) => InterruptError | undefined): InterruptError | undefined {
  return findCause(error, (one) => {
    const words = wordsOf(one);
    switch (words?.say) {
      case 'interrupt': return words.interrupt;
      case 'death': return mayEndBy(words.signal);
      case 'abort': return mayEndBy();
      case 'output': return isLetGo ? mayEndBy() : undefined;
      default: return undefined;
    }
  });
}

const settled = new WeakSet<object>();

/** For how many milliseconds an uncaught error may still turn out to be an interrupt; `undefined` when it is an error as ever. */
export const mayBeInterruptFor = tolerant((error: unknown, isHeard: (signal?: SignalName) => boolean): number | undefined => {
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
